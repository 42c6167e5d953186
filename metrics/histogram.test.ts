import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LATENCY_BUCKETS_SECONDS } from '../conventions/metrics.ts';
import { MetricRegistry } from './registry.ts';
import type { SeriesState } from './series.ts';
import { shown, WAIT } from './testing/series.ts';

async function histogramOf(values: readonly number[], buckets: readonly number[]) {
  const metrics = new MetricRegistry({ buckets });
  const series = metrics.scope().histogram(WAIT).labels({ queue: 'a' });
  for (const value of values) series.observe(value);
  const found: Record<string, number> = {};
  for (const line of await shown(metrics.registry)) {
    const [, name = ''] = /_(?:bucket.*le="([^"]*)"|sum|count)/.exec(line) ?? [];
    found[name || (line.includes('_sum') ? 'sum' : 'count')] = Number(
      line.slice(line.lastIndexOf(' ')).replace('Inf', 'Infinity'),
    );
  }
  return found;
}

test('a value on a bound is within it, one just above is not', async () => {
  const just = 0.1 + 2 ** -56;
  expect(await histogramOf([0.1, 0.1 + Number.EPSILON, -1, 0], [0.1, 0.2])).toEqual({
    '0.1': 3,
    '0.2': 4,
    '+Inf': 4,
    sum: 0.1 + (0.1 + Number.EPSILON) - 1,
    count: 4,
  });
  expect(just).toBeGreaterThan(0.1);
  expect(await histogramOf([just], [0.1])).toMatchObject({ '0.1': 0, '+Inf': 1 });
});

test('every bound of the latency buckets holds its own value', async () => {
  const found = await histogramOf(LATENCY_BUCKETS_SECONDS, LATENCY_BUCKETS_SECONDS);
  LATENCY_BUCKETS_SECONDS.forEach((bound, index) => {
    expect(found[String(bound)]).toBe(index + 1);
  });
});

test('without bounds everything is in +Inf', async () => {
  expect(await histogramOf([1, 2], [])).toEqual({ '+Inf': 2, sum: 3, count: 2 });
});

test.each([
  // NaN is in no bucket with a bound, an infinity in the first or the last; the sum keeps them for good.
  [Number.NaN, [1, 2, Number.NaN]],
  [Number.POSITIVE_INFINITY, [1, 2, Number.POSITIVE_INFINITY]],
  [Number.NEGATIVE_INFINITY, [2, 2, Number.NEGATIVE_INFINITY]],
])('%s is counted as client_golang does', async (value, [within, all, sum]) => {
  expect(await histogramOf([0.5, value], [1])).toEqual({ '1': within, '+Inf': all, sum, count: all });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0.5, 0, 0.5])(
  'classic and native buckets agree on how often and how much, also with %s',
  (value) => {
    const series = new MetricRegistry({ buckets: [1] }).scope().histogram(WAIT).labels({ queue: 'a' });
    for (const one of [0.25, value, value]) series.observe(one);
    const { counts, sum, native } = series.state() as Exclude<SeriesState, number>;
    expect([native?.count, Number(native?.sum)]).toEqual([
      (counts[0] as number) + (counts[1] as number),
      sum,
    ]);
  },
);

test('a registry may do without native buckets', () => {
  const scope = new MetricRegistry({ native: false }).scope();
  expect(scope.histogram(WAIT).labels({ queue: 'a' }).native).toBeNull();
  expect(() => new MetricRegistry({ native: { schema: 9 } })).toThrow(
    new RangeError('Native histogram: schema must be a whole number from -4 to 8, not 9.'),
  );
});

test('whatever is observed, buckets are cumulative and exact, count and sum are those of the observations', async () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
  const bounds = fc.uniqueArray(finite, { maxLength: 12, comparator: (a, b) => a === b });
  await fc.assert(
    fc.asyncProperty(fc.array(finite, { minLength: 1 }), bounds, async (values, unordered) => {
      const buckets = unordered.map((bound) => bound + 0).sort((a, b) => a - b);
      // On bounds, too, where mistakes are made.
      const all = [...values, ...buckets];
      const found = await histogramOf(all, buckets);
      const counts = buckets.map((bound) => found[String(bound)]);
      expect(counts).toEqual(buckets.map((bound) => all.filter((value) => value <= bound).length));
      expect(found['+Inf']).toBe(all.length);
      expect(found.count).toBe(all.length);
      expect(found.sum).toBe(all.reduce((sum, value) => sum + value, 0));
    }),
  );
});
