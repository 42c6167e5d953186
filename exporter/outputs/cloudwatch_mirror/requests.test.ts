import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Client } from './client.ts';
import type { Datum } from './datum.ts';
import {
  describeDatum,
  MOST_BYTES,
  requestBody,
  requestLength,
  timeOf,
  type WireDatum,
  wireDatum,
} from './requests.ts';
import { datum, wireDatums } from './testing/datums.ts';

vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');

/** The body of a request as the client sends it. */
async function bodyOf(items: readonly WireDatum[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const destination = { namespace: 'n'.repeat(255), region: 'us-east-1', endpoint };
  const client = new Client(destination, { connectMs: 5000, requestMs: 5000 });
  await client.put(items, new AbortController().signal);
  client.close();
  server.close();
  return Buffer.concat(chunks);
}

/** What the SDK itself writes for the same datums. */
async function bodyOfSdk(items: readonly Datum[]): Promise<unknown> {
  let body = '';
  const client = new CloudWatchClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    disableRequestCompression: true,
    maxAttempts: 1,
  });
  client.middlewareStack.add(
    (next) => (args) => {
      body = (args.request as { readonly body: string }).body;
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  const MetricData = items.map(({ name, dimensions, timestamp, values, counts, unit, resolution }) => ({
    MetricName: name,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    Timestamp: new Date(timestamp),
    Values: [...values],
    Counts: [...counts],
    Unit: unit,
    StorageResolution: resolution,
  }));
  const abort = AbortSignal.abort();
  await client
    .send(new PutMetricDataCommand({ Namespace: 'shop', MetricData }), { abortSignal: abort })
    .catch(() => {});
  client.destroy();
  return JSON.parse(body);
}

/** A histogram whose values do not compress. */
function histogram(index: number, count = 150): WireDatum {
  const values = Array.from({ length: count }, () => Math.random() * 1000);
  const counts = values.map((value) => Math.ceil(value));
  return wireDatum(datum(`h${index}`, { unit: 'Seconds', values, counts }));
}

/** How many datums each request has. */
function packed(items: readonly WireDatum[], mostBytes?: number): number[] {
  const lengths: number[] = [];
  for (let left = items; left.length > 0; left = left.slice(lengths.at(-1))) {
    lengths.push(requestLength(left, mostBytes));
  }
  return lengths;
}

test('a counter goes out as one value, a histogram as values and counts', () => {
  const timestamp = 1_700_000_040_000;
  const metricData = (parts: Partial<Datum>) =>
    JSON.parse(wireDatum(datum('x', { timestamp, dimensions: [['a', 'b']], ...parts })));
  expect(metricData({ values: [2.5] })).toEqual({
    MetricName: 'x',
    Dimensions: [{ Name: 'a', Value: 'b' }],
    Timestamp: 1_700_000_040,
    Value: 2.5,
    Unit: 'Count',
    StorageResolution: 60,
  });
  expect(metricData({ values: [2.5], counts: [3] })).toMatchObject({ Values: [2.5], Counts: [3] });
  expect(metricData({ values: [1, 2], counts: [3, 4] })).toMatchObject({ Values: [1, 2], Counts: [3, 4] });
});

test('a body says what the SDK would say', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const item = fc.record({
    name: text,
    dimensions: fc.array(fc.tuple(text, text), { maxLength: 3 }),
    timestamp: fc.integer({ min: 0, max: 4_102_444_800 }).map((seconds) => seconds * 1000),
    values: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 4 }), async (parts) => {
      const items = parts.map((part) =>
        datum('', { ...part, counts: part.values.map((_, index) => index + 1) }),
      );
      expect(JSON.parse(requestBody('shop', items.map(wireDatum)))).toEqual(await bodyOfSdk(items));
    }),
    { numRuns: 50 },
  );
});

test('a thousand datums go in one request, and no more', () => {
  expect(packed(wireDatums(0, 1000))).toEqual([1000]);
  expect(packed(wireDatums(0, 2500))).toEqual([1000, 1000, 500]);
  expect(packed([])).toEqual([]);
});

test('where the size is the limit, each request is within it and one more datum would not be', {
  timeout: 60_000,
}, async () => {
  const items = Array.from({ length: 1500 }, (_, index) => histogram(index));
  const lengths = packed(items);
  expect(lengths.length).toBeLessThan(5);
  let from = 0;
  for (const length of lengths) {
    const body = await bodyOf(items.slice(from, from + length));
    expect(body.length).toBeLessThanOrEqual(MOST_BYTES);
    expect(JSON.parse(gunzipSync(body).toString()).MetricData).toHaveLength(length);
    from += length;
    if (from === items.length) break;
    const larger = await bodyOf(items.slice(from - length, from + 1));
    // But for the namespace, which counts for as much as it may have.
    expect(larger.length).toBeGreaterThan(MOST_BYTES - 320);
  }
});

test('datums that compress well go a thousand at a time, although they are larger than the limit before', async () => {
  const values = Array.from({ length: 150 }, (_, index) => index + 0.5);
  const items = wireDatums(0, 1000, { values, counts: values.map(() => 1) });
  expect(requestLength(items)).toBe(1000);
  const body = await bodyOf(items);
  expect(gunzipSync(body).length).toBeGreaterThan(1_000_000);
  expect(body.length).toBeLessThan(MOST_BYTES);
});

test('a request has at least one datum, however small the limit', () => {
  expect(requestLength([histogram(0), histogram(1)], 10)).toBe(1);
});

test('no other cut into requests in the same order has fewer', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 2000, max: 12_000 }), (counts, mostBytes) => {
      const items = counts.map((count, index) => histogram(index, count));
      const fits = (from: number, to: number) =>
        requestLength(items.slice(from, to), mostBytes) === to - from;
      // Fewest requests for the first so many datums.
      const fewest = [0];
      for (let to = 1; to <= items.length; to += 1) {
        const options = fewest.flatMap((requests, from) => (fits(from, to) ? [requests + 1] : []));
        fewest.push(Math.min(...options));
      }
      expect(packed(items, mostBytes)).toHaveLength(fewest.at(-1) ?? -1);
    }),
    { numRuns: 60 },
  );
});

test('a datum on its way still says of what metric and what time it is, and is one field of a line', () => {
  const timestamp = Date.UTC(2026, 0, 31, 12);
  const wire = wireDatum(datum('x', { timestamp, dimensions: [['a\tb', 'c"\n']] }));
  expect(timeOf(wire)).toBe(timestamp);
  expect(describeDatum(wire)).toEqual({
    metric: 'x{a\tb="c\\"\\n"}',
    time: '2026-01-31T12:00:00.000Z',
  });
  expect(wire).not.toMatch(/[\t\n]/);
});
