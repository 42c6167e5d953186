import { cpSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { onTestFinished } from 'vitest';
import { AlertBook } from '../../exporter/alerts/alert_book.ts';
import { SelfMetrics } from '../../exporter/self_metrics.ts';
import { decodedBody } from '../../exporter/server/request_body.ts';
import { createServer } from '../../exporter/server/server.ts';
import { SourceRunner } from '../../exporter/source_runner.ts';
import { LiveStatus } from '../../exporter/status/live_status.ts';
import { NO_PARTS } from '../../exporter/status/parts.ts';
import { capturedLog, settingsOf } from '../../exporter/testing.ts';
import { openFront } from '../../exporter/web/testing.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import type { HostileBody } from './hostile_bodies.ts';
import { temporaryDirectory } from './temporary_directory.ts';

/** Of so many bodies, one is sent to the server without a socket, and one over a socket; the others to the source itself. */
const [EVERY_INJECTED, EVERY_SENT] = [20, 50];

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A server with one source, which takes bodies. */
export interface SourceUnderAttack {
  /** Sends the body that comes after so many others, by one of three ways. */
  send(body: HostileBody, index: number): Promise<Answer>;
  page(): Promise<string>;
  /** Messages of errors in the log. */
  errors(): string[];
  /** Starts the same source on what the first would leave behind if it was killed now. */
  afterCrash(): Promise<SourceUnderAttack>;
}

type Source = Readonly<Record<string, unknown>>;
type Path = { readonly path: string; readonly bodyLimit: number };

/** A source that takes what is sent to a path, and its server; both end with the test. */
export async function sourceUnderAttack(
  source: Source,
  { path, bodyLimit }: Path,
  given?: string,
): Promise<SourceUnderAttack> {
  const directory = given ?? (await temporaryDirectory());
  const registry = new MetricRegistry();
  const self = new SelfMetrics(registry, { version: '0', node_version: '0' });
  const { log, captured } = capturedLog();
  const sources = new SourceRunner({ registry, self, log, stateDirectory: directory });
  onTestFinished(() => sources.stop());
  await sources.apply(settingsOf({ sources: [source] }, directory));
  const clock = { now: Date.now, uptime: () => performance.now() };
  const alerts = new AlertBook(self.scope, log, clock);
  const status = new LiveStatus({
    registry,
    alerts,
    parts: NO_PARTS,
    log,
    clock,
    phase: () => 'ready',
    isComplete: () => true,
    version: '0',
    startedAt: 0,
  });
  const server = await createServer({
    registry,
    self,
    sources,
    mirror: { refresh: () => {}, trouble: null },
    alerts,
    status,
    front: openFront(),
    maxConnections: () => 512,
    createdSeries: () => false,
    version: '0',
    log,
    phase: () => 'ready',
    reload: async () => ({ ok: true, message: '' }),
  });
  onTestFinished(() => server.close());
  const url = (await server.listen({ host: '127.0.0.1', port: 0 })) + path;

  const ask = async ({ bytes, encoding, mediaType }: HostileBody, index: number) => {
    const headers = {
      'content-type': mediaType,
      ...(encoding !== undefined && { 'content-encoding': encoding }),
    };
    if (index % EVERY_SENT === 0) {
      const response = await fetch(url, { method: 'POST', body: new Uint8Array(bytes), headers });
      return { status: response.status, text: await response.text() };
    }
    if (index % EVERY_INJECTED === 0) {
      const response = await server.inject({ method: 'POST', url: path, payload: bytes, headers });
      return { status: response.statusCode, text: response.body };
    }
    const body = await decodedBody(bytes, encoding, bodyLimit);
    const receive = sources.receiverFor(path, undefined);
    if (typeof receive !== 'function') throw new Error(JSON.stringify(receive));
    const receipt = body instanceof Uint8Array ? await receive({ path, body, mediaType }) : body;
    return { status: receipt.status, text: JSON.stringify(receipt.body) };
  };

  return {
    async send(body, index) {
      const answer = await ask(body, index);
      return { ...answer, body: JSON.parse(answer.text) as Answer['body'] };
    },
    page: () => registry.registry.metrics(),
    errors: () => captured.messages('error'),
    async afterCrash() {
      const left = `${directory}-left`;
      // In one turn, so that nothing is written or removed meanwhile.
      cpSync(directory, left, { recursive: true });
      return await sourceUnderAttack(source, { path, bodyLimit }, left);
    },
  };
}

/** Bytes of the heap that are in use, without what is garbage. */
export async function heapInUse(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let time = 0; time < 3; time += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The lines of a page that say what a source has counted, and not how it fares. */
export function countedOn(page: string): string[] {
  return page
    .split('\n')
    .filter((line) => !/^#|^$|^goldwatch_(?!event|log)|service="goldwatch"/.test(line))
    .sort();
}
