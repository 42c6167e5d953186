import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pino } from 'pino';
import { expect, onTestFinished, type TestContext, vi } from 'vitest';
import { collectFamilies } from '../../../metrics/exposition/collect.ts';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import type { Receipt } from '../receiver.ts';
import type { RunningSource } from '../source.ts';
import { start } from './collect.ts';
import { logsConfig } from './definition.ts';
import type { Framing } from './framing.ts';

/** The source at work in a directory of its own; it may be stopped and started again. */
export interface LogsUnderTest {
  readonly directory: string;
  /** What the source reported, in order: `kind reason: sentence`. */
  readonly reports: string[];
  start(settings?: Record<string, unknown>): Promise<void>;
  stop(): Promise<void>;
  /** Sends a body, as the server hands it over. */
  send(body: string | Buffer, mediaType?: string): Promise<Receipt>;
  /** Value of a series, 0 where there is none; labels other than the given ones are summed up. */
  value(name: string, labels?: Record<string, string>): Promise<number>;
  /** Waits until the source has read that many lines, then checks that it stays at that. */
  hasRead(lines: number): Promise<void>;
}

export const FROM_PATH = {
  method: '$.method',
  path: '$.path',
  status: '$.status',
  duration_ms: '$.duration_ms',
};

/** `standardInput` is what is piped in; nothing unless given. */
export async function logsUnderTest(context?: TestContext, standardInput?: Readable): Promise<LogsUnderTest> {
  const directory = await temporaryDirectory(context);
  const reports: string[] = [];
  let running: RunningSource | null = null;
  let registry = new MetricRegistry();
  const stop = async () => {
    await running?.stop();
    running = null;
  };
  (context?.onTestFinished ?? onTestFinished)(stop);
  const value: LogsUnderTest['value'] = async (name, labels = {}) => {
    const families = await collectFamilies(registry.registry, (metric, error) => {
      throw new Error(`${metric}: ${String(error)}`);
    });
    const samples = families.flatMap((family) =>
      family.values.map((sample) => ({ name: family.name, ...sample })),
    );
    return samples
      .filter((sample) => (sample.metricName ?? sample.name) === name)
      .filter((sample) =>
        Object.entries(labels).every(([label, wanted]) => sample.labels?.[label] === wanted),
      )
      .reduce((sum, sample) => sum + sample.value, 0);
  };
  return {
    directory,
    reports,
    stop,
    value,
    async send(body, mediaType = '') {
      const receipt = running?.receive?.({ path: '/v1/logs', body: Buffer.from(body as string), mediaType });
      if (receipt === undefined) throw new Error('The source receives nothing.');
      return await receipt;
    },
    async start(settings = {}) {
      registry = new MetricRegistry();
      const config = logsConfig.parse({
        type: 'logs',
        files: ['*.json'],
        golden_signals: FROM_PATH,
        ...settings,
      });
      running = await start(config, {
        id: 'logs',
        service: 'demo-api',
        metrics: registry.scope(),
        stateDirectory: join(directory, 'state'),
        baseDirectory: directory,
        ...(standardInput !== undefined && { standardInput: () => standardInput }),
        log: pino({ level: 'silent' }),
        report: {
          succeeded: () => {},
          failed: (reason, problem) => reports.push(`failed ${reason}: ${problem}`),
          problem: (reason, problem) => reports.push(`problem ${reason}: ${problem}`),
          lag: () => {},
        },
      });
      await running.caughtUp;
    },
    async hasRead(lines) {
      const read = () => value('goldwatch_log_lines_total');
      await vi.waitFor(async () => expect(await read()).toBeGreaterThanOrEqual(lines), { timeout: 10_000 });
      // Two more passes would count what is counted twice.
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(await read()).toBe(lines);
    },
  };
}

/** Writes a file, with the folders above it. */
export async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** The events of a whole log, read in pieces of so many bytes, and then in one. */
export function eventsOf(framing: Framing, log: string, sizes: readonly number[] = []): string[] {
  const bytes = Buffer.from(log);
  const events: string[] = [];
  let start = 0;
  let end = 0;
  for (const size of [...sizes, bytes.length]) {
    end = Math.min(bytes.length, end + size);
    start = framing.cut(bytes.subarray(0, end), start, false, (chunk, from, to) => {
      events.push(chunk.toString('utf8', from, to));
    });
  }
  framing.cut(bytes, start, true, (chunk, from, to) => events.push(chunk.toString('utf8', from, to)));
  return events;
}
