import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { expositionOf, pageOf } from '../metrics/exposition/testing/pages.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { strictOpenMetrics } from '../tests/support/open_metrics.ts';
import { goldenSignals } from './fastify.ts';
import { instrumentServer, type ServerInstrumentOptions } from './node_http.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };

async function fastifyPage(options: { readonly exemplars?: boolean }): Promise<string> {
  const registry = new Registry();
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', registry, ...options });
  server.get('/users/:id', async () => 'user');
  await server.inject({ url: '/users/1', headers });
  await server.inject('/users/2');
  await server.close();
  return pageOf(expositionOf(registry), 'openmetrics');
}

async function nodePage(options: { readonly exemplars?: boolean }): Promise<string> {
  const registry = new Registry();
  const server = createServer((_request, response) => response.end('hello'));
  const stop = instrumentServer(server, { service: 'api', registry, ...options });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = get({ port, host: '127.0.0.1', path: '/users/1', headers, agent: false });
  const [response] = await once(request, 'response');
  response.resume();
  server.close();
  await once(server, 'close');
  const page = await pageOf(expositionOf(registry), 'openmetrics');
  stop();
  return page;
}

test.each([
  ['Fastify', fastifyPage],
  ['node:http', nodePage],
])(
  '%s: a traced request is the exemplar of its latency, which the strictest parser takes',
  async (_name, page) => {
    const shown = await page({});
    expect(shown.match(/# \{trace_id="(.*?)"\}/g)).toEqual([`# {trace_id="${TRACE}"}`]);
    expect(await strictOpenMetrics(shown)).toBe('accepted\n');
    expect(await page({ exemplars: false })).not.toContain('trace_id');
  },
);

function instrument(options: unknown): () => void {
  const stop = instrumentServer(createServer(), options as ServerInstrumentOptions);
  onTestFinished(stop);
  return stop;
}

test('classic and native buckets are as they were asked for', async () => {
  const registry = new Registry();
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', registry, buckets: [0.5, 30], native: false });
  await server.inject('/');
  await server.close();
  const page = await pageOf(expositionOf(registry), 'text');
  expect(page.match(/le="(.*?)"/g)).toEqual(['le="0.5"', 'le="30"', 'le="+Inf"']);
});

test('several instrumentations of one registry must agree on its buckets', () => {
  const registry = new Registry();
  instrument({ service: 'api', registry, buckets: [1], native: false });
  expect(() => instrument({ service: 'web', registry, buckets: [1], native: false })).not.toThrow();
  expect(() => instrument({ service: 'web', registry, buckets: [2], native: false })).toThrow(
    new Error(
      'This registry keeps latency in buckets up to 1 and no native ones, and cannot in buckets up to 2 and no native ones. ' +
        'Give all instrumentations of one registry the same "buckets" and "native".',
    ),
  );
});

test.each([
  [{ buckets: 1 }, 'goldwatch needs "buckets" as an array of seconds, [0.1, 0.5, 1] for one, not 1.'],
  [
    { buckets: [1, 1] },
    'goldwatch needs "buckets" that are finite, above 0 and ascend, not 1, 1. +Inf comes by itself.',
  ],
  [
    { buckets: [0, 1] },
    'goldwatch needs "buckets" that are finite, above 0 and ascend, not 0, 1. +Inf comes by itself.',
  ],
  [{ native: true }, 'goldwatch needs "native" as settings, { schema: 3 } for one, or false, not true.'],
  [
    { native: { scheme: 3 } },
    'goldwatch knows no setting "scheme" of "native"; there are schema, zeroThreshold, maxBuckets, maxZeroThreshold.',
  ],
  [{ native: { schema: 9 } }, 'Native histogram: schema must be a whole number from -4 to 8, not 9.'],
  [{ exemplars: 'no' }, 'goldwatch needs "exemplars" as true or false, not "no".'],
])('%j is refused', (options, text) => {
  expect(() => instrument({ service: 'api', registry: new Registry(), ...options })).toThrow(text);
});

test('a scope has the buckets of its registry', () => {
  expect(() => instrument({ service: 'api', scope: new MetricRegistry().scope(), buckets: [1] })).toThrow(
    new TypeError(
      'goldwatch takes "buckets" and "native" with "registry"; the registry of a scope has its own.',
    ),
  );
});
