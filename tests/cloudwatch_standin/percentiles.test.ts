import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Distribution } from './distribution.ts';
import type { StatisticSet } from './metric.ts';
import { cloudWatch, put, statistic } from './testing.ts';

/** All values one by one, as the definition of the nearest rank takes them. */
function nearestRank(sorted: readonly number[], percent: number): number | undefined {
  return sorted.find((_, index) => (index + 1) * 100 >= percent * sorted.length * (1 - 1e-12));
}

function distributionOf(weighted: readonly (readonly [value: number, count: number])[]): Distribution {
  const distribution = new Distribution();
  for (const [value, count] of weighted) distribution.add(datum([value], [count]));
  return distribution;
}

function datum(values: readonly number[], counts: readonly number[], statistics?: StatisticSet) {
  const metric = { namespace: 'test', metricName: 'm', dimensions: [] };
  return {
    ...metric,
    timestamp: 0,
    unit: 'None',
    storageResolution: 60 as const,
    values,
    counts,
    statistics,
  };
}

const weighted = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 50 })),
  { minLength: 1, maxLength: 30 },
);
const percent = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);

test('a percentile is the nearest rank of all observations, and so one of the values given', () => {
  fc.assert(
    fc.property(weighted, percent, (pairs, p) => {
      const sorted = pairs
        .flatMap(([value, count]) => Array<number>(count).fill(value))
        .sort((a, b) => a - b);
      const found = distributionOf(pairs).get({ kind: 'percentile', percent: p });
      expect(found).toBe(nearestRank(sorted, p) ?? sorted.at(-1));
      expect(pairs.map(([value]) => value)).toContain(found);
    }),
  );
});

test('a percentile does not fall as the percentage rises', () => {
  fc.assert(
    fc.property(weighted, percent, percent, (pairs, a, b) => {
      const at = (p: number) => distributionOf(pairs).get({ kind: 'percentile', percent: p }) ?? Number.NaN;
      expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
    }),
  );
});

test('every percentile of a single value is that value, however often it came', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, noNaN: true }), fc.integer({ min: 1 }), percent, (value, count, p) => {
      expect(distributionOf([[value, count]]).get({ kind: 'percentile', percent: p })).toBe(value);
    }),
  );
});

test('how observations are split over datums changes nothing', () => {
  fc.assert(
    fc.property(weighted, percent, (pairs, p) => {
      const whole = new Distribution();
      whole.add(
        datum(
          pairs.map(([value]) => value),
          pairs.map(([, count]) => count),
        ),
      );
      const merged = new Distribution();
      for (const pair of pairs) merged.merge(distributionOf([pair]));
      for (const statistic of [
        { kind: 'percentile', percent: p },
        { kind: 'SampleCount' },
        { kind: 'Minimum' },
      ] as const) {
        expect(merged.get(statistic)).toBe(whole.get(statistic));
      }
    }),
  );
});

test('a sum is right although large terms cancel', () => {
  const sum = distributionOf([
    [1e16, 1],
    [1, 3],
    [-1e16, 1],
  ]).get({ kind: 'Sum' });
  expect(sum).toBe(3);
});

test.each([
  ['p0', 1],
  ['p50', 2],
  ['p75', 2],
  ['p75.01', 10],
  ['p99', 10],
  ['p99.99', 10],
  ['p100', 10],
  ['SampleCount', 4],
  ['Sum', 15],
  ['Average', 3.75],
  ['Minimum', 1],
  ['Maximum', 10],
])('%s of 1, 2, 2, 10, sent in two datums and two requests, is %d', async (stat, expected) => {
  const { client } = await cloudWatch();
  await put(client, { MetricName: 'm', Values: [2, 1], Counts: [1, 1] });
  await put(client, { MetricName: 'm', Value: 10 }, { MetricName: 'm', Values: [2] });
  expect(await statistic(client, stat)).toEqual([expected]);
});

test('p99.9 of a thousand values is the 999th', async () => {
  const { client } = await cloudWatch();
  await put(client, { MetricName: 'm', Values: [1, 2], Counts: [999, 1] });
  expect(await statistic(client, 'p99.9')).toEqual([1]);
});

test('a statistic set has no percentiles, unless all of its observations were alike', async () => {
  const { client } = await cloudWatch();
  const alike = { SampleCount: 4, Sum: 20, Minimum: 5, Maximum: 5 };
  await put(client, { MetricName: 'm', StatisticValues: alike });
  expect(await statistic(client, 'p50')).toEqual([5]);
  await put(client, { MetricName: 'm', StatisticValues: { SampleCount: 2, Sum: 9, Minimum: 4, Maximum: 5 } });
  await put(client, { MetricName: 'm', StatisticValues: { SampleCount: 2, Sum: 9, Minimum: 3, Maximum: 6 } });
  expect(await statistic(client, 'p50')).toEqual([]);
  expect(await statistic(client, 'SampleCount')).toEqual([8]);
  expect(await statistic(client, 'Sum')).toEqual([38]);
  expect(await statistic(client, 'Minimum')).toEqual([3]);
  expect(await statistic(client, 'Maximum')).toEqual([6]);
});

test('a negative value leaves its period without percentiles', async () => {
  const { client } = await cloudWatch();
  await put(client, { MetricName: 'm', Values: [-1, 5] });
  expect(await statistic(client, 'p50')).toEqual([]);
  expect(await statistic(client, 'Sum')).toEqual([4]);
});
