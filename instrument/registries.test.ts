import { createServer } from 'node:http';
import Fastify from 'fastify';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { decodeDelimited } from '../metrics/exposition/testing/metrics_proto.ts';
import { bytesOf, expositionOf, wanted } from '../metrics/exposition/testing/pages.ts';
import { goldenSignals } from './fastify.ts';
import { instrumentServer, type ServerInstrumentOptions } from './node_http.ts';
import type { LatencyOptions } from './registries.ts';

/** The latency histogram of one request as Prometheus gets it. */
async function latency(options: LatencyOptions) {
  const registry = new Registry();
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', registry, ...options });
  await server.inject('/');
  await server.close();
  const page = await expositionOf(registry).render(wanted('protobuf'));
  const families = decodeDelimited(bytesOf(page));
  page.release();
  const found = families.find(({ name }) => name === 'http_request_duration_seconds');
  const { histogram } = found?.metric[0] ?? {};
  if (histogram === undefined) throw new Error('There is no histogram.');
  return { bounds: histogram.bucket.map(({ upperBound }) => upperBound), schema: histogram.schema };
}

function instrument(options: unknown): () => void {
  return () => onTestFinished(instrumentServer(createServer(), options as ServerInstrumentOptions));
}

test('unless told, latency has classic buckets as prom-client has them, and native ones of schema 3', async () => {
  const { bounds, schema } = await latency({});
  expect(bounds).toEqual([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Number.POSITIVE_INFINITY]);
  expect(schema).toBe(3);
});

test('classic and native buckets are as they were asked for', async () => {
  expect(await latency({ buckets: [0.3, 1.5], native: { schema: 5 } })).toEqual({
    bounds: [0.3, 1.5, Number.POSITIVE_INFINITY],
    schema: 5,
  });
});

test('there need be no classic buckets, or no native ones', async () => {
  expect(await latency({ buckets: [] })).toEqual({ bounds: [Number.POSITIVE_INFINITY], schema: 3 });
  expect((await latency({ native: false })).schema).toBeUndefined();
});

test('instrumentations of one registry may say the same in other words', () => {
  const registry = new Registry();
  instrument({ service: 'api', registry, buckets: [0.1, 1], native: {} })();
  instrument({ service: 'admin', registry, buckets: [0.1, 1.0], native: { schema: 3, maxBuckets: 160 } })();
  instrument({ service: 'jobs', registry, buckets: [0.1, 1] })();
});

test('those that disagree are told so, and which words they have for it', () => {
  const registry = new Registry();
  instrument({ service: 'api', registry, buckets: [0.1, 1], native: false })();
  expect(instrument({ service: 'admin', registry, buckets: [0.1, 2], native: false })).toThrow(
    new Error(
      'This registry keeps latency in buckets up to 0.1, 1 and no native ones, and cannot in buckets up to 0.1, 2 ' +
        'and no native ones. Give all instrumentations of one registry the same "buckets" and "native".',
    ),
  );
  expect(instrument({ service: 'admin', registry, buckets: [] })).toThrow(
    new Error(
      'This registry keeps latency in buckets up to 0.1, 1 and no native ones, and cannot in no classic buckets and ' +
        'native ones of schema 3, zeroThreshold 2.938735877055719e-39, maxBuckets 160, ' +
        'maxZeroThreshold 0. Give all instrumentations of one registry the same "buckets" and "native".',
    ),
  );
  instrument({ service: 'admin', registry: new Registry(), buckets: [0.1, 2] })();
});

test.each([
  ['0.1', '"0.1"'],
  [{ 0: 1 }, '{"0":1}'],
  [null, 'null'],
])('buckets that are no array are refused: %s', (buckets, shown) => {
  expect(instrument({ service: 'api', registry: new Registry(), buckets })).toThrow(
    new TypeError(`goldwatch needs "buckets" as an array of seconds, [0.1, 0.5, 1] for one, not ${shown}.`),
  );
});

test.each([
  [[1, 0.5], '1, 0.5'],
  [[1, 1], '1, 1'],
  [[0, 1], '0, 1'],
  [[-1, 1], '-1, 1'],
  [[1, Number.POSITIVE_INFINITY], '1, Infinity'],
  [[Number.NaN], 'NaN'],
  [['0.1', '1'], '0.1, 1'],
  [[0.1, undefined], '0.1, '],
])('buckets that are no ascending seconds are refused: %j', (buckets, shown) => {
  expect(instrument({ service: 'api', registry: new Registry(), buckets })).toThrow(
    new RangeError(
      `goldwatch needs "buckets" that are finite, above 0 and ascend, not ${shown}. +Inf comes by itself.`,
    ),
  );
});

test.each([
  [true, 'true'],
  [null, 'null'],
  [3, '3'],
  [[3], '[3]'],
])('native settings that are none are refused: %j', (native, shown) => {
  expect(instrument({ service: 'api', registry: new Registry(), native })).toThrow(
    new TypeError(`goldwatch needs "native" as settings, { schema: 3 } for one, or false, not ${shown}.`),
  );
});
