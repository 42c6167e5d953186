import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { collectFamilies, metricsOf } from '../../../metrics/exposition/collect.ts';
import { renderText } from '../../../metrics/exposition/text.ts';
import { MetricRegistry } from '../../../metrics/registry.ts';
import type { SourceContext } from '../source.ts';
import { type ScrapeConfig, scrapeConfig } from './definition.ts';
import { Target } from './target.ts';
import { targetsOf } from './targets.ts';

export const TEXT = 'text/plain; version=0.0.4';

/** A service that serves whatever page it is told to. */
export interface FakeService {
  readonly url: string;
  /** host:port */
  readonly address: string;
  /** Of the last request. */
  headers: IncomingMessage['headers'];
  /** What it answers. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Answers a page of text from now on. */
  page(text: string, contentType?: string): void;
  stop(): Promise<void>;
}

/** Starts a service on a free port, with TLS where a key is given; it stops when the test ends. */
export async function fakeService(text = '', tls?: { key: string; cert: string }): Promise<FakeService> {
  const listener: RequestListener = (request, response) => {
    service.headers = request.headers;
    service.answer(request, response);
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service: FakeService = {
    url: `${tls === undefined ? 'http' : 'https'}://${address}/metrics`,
    address,
    headers: {},
    answer: () => {},
    page(page, contentType = TEXT) {
      service.answer = (_request, response) =>
        response.writeHead(200, { 'content-type': contentType }).end(page);
    },
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
  service.page(text);
  onTestFinished(() => service.stop());
  return service;
}

/** Answers a page with gzip. */
export function gzipped(text: string): FakeService['answer'] {
  return (_request, response) =>
    response.writeHead(200, { 'content-type': TEXT, 'content-encoding': 'gzip' }).end(gzipSync(text));
}

/** The settings of a source that the exporter scrapes for. */
export function settings(targets: readonly string[], more: Record<string, unknown> = {}): ScrapeConfig {
  return scrapeConfig.parse({ type: 'scrape', via: 'exporter', targets, ...more });
}

/** What a source is started with, and everything it says. */
export function scrapeContext({ seriesLimit = 100_000, baseDirectory = '/nowhere' } = {}) {
  const registry = new MetricRegistry({ seriesLimit });
  const said: string[] = [];
  const context: SourceContext = {
    id: 'scrape',
    service: 'shop',
    metrics: registry.scope(),
    stateDirectory: '/nowhere',
    baseDirectory,
    log: pino({ level: 'silent' }),
    report: {
      succeeded: () => said.push('succeeded'),
      failed: (reason, problem) => said.push(`failed ${reason}: ${problem}`),
      problem: (reason, problem) => said.push(`problem ${reason}: ${problem}`),
      lag: (bytes) => said.push(`lag ${bytes}`),
    },
  };
  return { registry, context, said };
}

/** A target that is scraped when the test says so, and what came of it. */
export function targetUnderTest(
  address: string,
  more: Record<string, unknown> = {},
  given = scrapeContext(),
) {
  const config = settings([address], more);
  const [first] = targetsOf(config.targets);
  if (first === undefined) throw new Error('There is no target.');
  const target = new Target(first, config, given.context);
  const failing = (_metric: string, error: unknown) => {
    throw error;
  };
  return {
    ...given,
    target,
    /** Why the scrape failed, `reason: sentence`; null where it did not. */
    async scrape(): Promise<string | null> {
      const failure = await target.scrape(new AbortController().signal);
      return failure === null ? null : `${failure.reason}: ${failure.message}`;
    },
    /** Series as lines of text, also those that pages do not have. */
    async series(): Promise<string[]> {
      const families = await Promise.all(metricsOf(given.registry.registry).map((metric) => metric.get()));
      return linesOf(renderText(families));
    },
    /** The lines of pages. */
    async shown(): Promise<string[]> {
      return linesOf(renderText(await collectFamilies(given.registry.registry, failing)));
    },
  };
}

function linesOf(page: string): string[] {
  return page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
