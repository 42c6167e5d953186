import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { clockOfTheProcess, MINUTE, readingsOf, STARTED_AT, shown, throughJson } from './testing/readings.ts';

const TOOK = {
  name: 'took_seconds',
  type: 'histogram',
  help: 'Time taken.',
  labels: ['service', 'route'],
  buckets: [0.5, 2, 5],
} as const;
const SLOW = { series: 'took_seconds', name: 'Slow', count_above: '2s', dimensions: ['service'] };

afterEach(() => {
  vi.restoreAllMocks();
});

test('what was above a bound is sent as a counter, beside the histogram itself', async () => {
  const { datums, metrics } = readingsOf([SLOW, { series: 'took_seconds' }]);
  const took = metrics.scope().histogram(TOOK);
  const [home, cart] = ['/', '/cart'].map((route) => took.labels({ service: 'shop', route }));
  for (const value of [1, 2, 3]) home?.observe(value);
  for (const value of [2.5, 9]) cart?.observe(value);
  const first = await datums.read(STARTED_AT);
  expect(first.datums[0]).toEqual({
    name: 'Slow',
    dimensions: [['service', 'shop']],
    timestamp: STARTED_AT,
    resolution: 60,
    unit: 'Count',
    values: [3],
    counts: [1],
  });
  expect(first.datums[1]).toMatchObject({ name: 'took_seconds', unit: 'Seconds' });
  home?.observe(4);
  home?.observe(1);
  expect(shown((await datums.read(STARTED_AT)).datums)).toMatchObject({ 'Slow{service=shop}': 1 });
  home?.observe(1);
  expect((await datums.read(STARTED_AT)).datums.map(({ name }) => name)).toEqual(['took_seconds']);
});

describe('while nothing is above it', () => {
  const select = [{ ...SLOW, series: 'took_seconds{service="shop"}', idle: 'zero' }];

  test('zero is sent where that is asked for, once the service has observed something', async () => {
    const { datums, metrics } = readingsOf(select);
    expect((await datums.read(STARTED_AT)).datums).toEqual([]);
    const took = metrics.scope().histogram(TOOK);
    took.labels({ service: 'other', route: '/' }).observe(9);
    expect((await datums.read(STARTED_AT)).datums).toEqual([]);
    took.labels({ service: 'shop', route: '/' }).observe(1);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ 'Slow{service=shop}': 0 });
    took.labels({ service: 'shop', route: '/' }).observe(9);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ 'Slow{service=shop}': 1 });
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ 'Slow{service=shop}': 0 });
  });
});

describe('it is refused, and named', () => {
  test('of a histogram without such a bucket, whether anything was observed or not', async () => {
    const { datums, metrics } = readingsOf([{ ...SLOW, count_above: 3, idle: 'zero' }]);
    metrics.scope().histogram(TOOK).labels({ service: 'shop', route: '/' }).observe(9);
    for (let reading = 0; reading < 2; reading += 1) {
      const { datums: sent, tally } = await datums.read(STARTED_AT);
      expect(sent).toEqual([]);
      expect(Object.fromEntries(tally.refused)).toEqual({
        no_such_bucket: {
          count: 1,
          example:
            'took_seconds: none of its buckets ends at 3, above which it is to be counted: they end at 0.5, 2, 5',
        },
      });
    }
  });

  test('of what is no histogram, unless a pattern selects histograms beside it', async () => {
    const { datums, metrics } = readingsOf([
      { series: '{__name__=~".+"}', name: 'Slow', count_above: 2, dimensions: ['service'] },
      { series: 'orders_total', name: 'LargeOrders', count_above: 2 },
    ]);
    const scope = metrics.scope();
    scope.histogram(TOOK).labels({ service: 'shop', route: '/' }).observe(9);
    scope
      .counter({ name: 'orders_total', type: 'counter', help: 'Orders.', labels: ['service'] })
      .labels({ service: 'shop' })
      .inc(5);
    const { datums: sent, tally } = await datums.read(STARTED_AT);
    expect(shown(sent)).toEqual({ 'Slow{service=shop}': 1 });
    expect(Object.fromEntries(tally.refused)).toEqual({
      no_histogram: {
        count: 1,
        example:
          'orders_total, selected by select[1], is a counter, and only of a histogram can be counted what is above 2',
      },
    });
  });
});

test("prom-client's histograms are counted, too, and go on after they were reset", async () => {
  const registry = new Registry();
  const took = new Histogram({ name: 'took_seconds', help: 'Took.', buckets: [2, 5], registers: [registry] });
  const { datums } = readingsOf([{ ...SLOW, dimensions: [] }], { registry });
  for (const value of [1, 3, 4]) took.observe(value);
  expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ Slow: 2 });
  took.reset();
  took.observe(9);
  expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ Slow: 1 });
});

type Step = { readonly kind: 'observe'; readonly value: number } | { readonly kind: 'read' | 'restart' };

test('the intervals add up to what was above the bound, through restarts and other buckets', async () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('observe'), value: fc.constantFrom(1, 2, 3, 7) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('read') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = clockOfTheProcess();
      let process = processOf(clock, [0.5, 2, 5]);
      let [above, sent] = [0, 0];
      const read = async () => {
        for (const { values } of (await process.datums.read(STARTED_AT)).datums) sent += values[0] ?? 0;
      };
      for (const [index, one] of steps.entries()) {
        clock.pass(1000);
        if (one.kind === 'observe') {
          process.series.observe(one.value);
          if (one.value > 2) above += 1;
        } else if (one.kind === 'read') await read();
        else {
          const saved = throughJson(process.datums);
          const snapshot = process.scope.snapshot();
          clock.up = 0;
          process = processOf(clock, index % 2 === 0 ? [2] : [0.5, 2, 5], snapshot);
          process.datums.restore(saved);
        }
      }
      await read();
      expect(sent).toBe(above);
    }),
    { numRuns: 60 },
  );
});

function processOf(
  clock: ReturnType<typeof clockOfTheProcess>,
  buckets: readonly number[],
  snapshot?: ReturnType<ReturnType<MetricRegistry['scope']>['snapshot']>,
) {
  const metrics = new MetricRegistry();
  const scope = metrics.scope();
  const took = scope.histogram({ ...TOOK, buckets });
  if (snapshot !== undefined) scope.restore(snapshot);
  const startedAt = clock.wall;
  const { datums } = readingsOf([{ ...SLOW, idle: 'zero' }], { clock, metrics, startedAt });
  clock.pass(MINUTE / 60);
  return { datums, scope, series: took.labels({ service: 'shop', route: '/' }) };
}
