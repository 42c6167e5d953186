import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NativeBuckets } from '../../../metrics/native/native_buckets.ts';
import { nativeSettings } from '../../../metrics/native/settings.ts';
import { type Extremes, histogramValues, splitValues } from './histogram_values.ts';
import type { Bucket } from './value_slots.ts';

const NONE = { value_nan: 0, value_infinite: 0, value_too_large: 0 };

/** The values of buckets whose observations add up to `sum`. */
function valuesOf(buckets: readonly Bucket[], sum: number, extremes: Extremes | null = null) {
  const count = buckets.reduce((total, bucket) => total + bucket.count, 0);
  return histogramValues({ buckets, count, sum, sumError: 0, extremes });
}

function added(values: readonly number[], counts: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + value * (counts[index] ?? 0), 0);
}

describe('a histogram', () => {
  test('has one value for each filled bucket, and their sum is the true one', () => {
    const buckets = [
      { lower: 0.1, upper: 0.2, count: 3 },
      { lower: 0.4, upper: 0.8, count: 1 },
    ];
    const { values, counts, isSumExact, leftOut } = valuesOf(buckets, 1);
    expect(counts).toEqual([3, 1]);
    expect(added(values, counts)).toBeCloseTo(1, 14);
    expect([isSumExact, leftOut]).toEqual([true, NONE]);
  });

  test('whose sum is that of the middles has the middles', () => {
    const { values } = valuesOf([{ lower: 1, upper: 4, count: 2 }], 4);
    expect(values).toEqual([2]);
  });

  test('has the smallest and the largest observation as they were', () => {
    const buckets = [
      { lower: 0.1, upper: 0.2, count: 3 },
      { lower: 0.4, upper: 0.8, count: 2 },
    ];
    const { values, counts, isSumExact } = valuesOf(buckets, 1.7, { min: 0.13, max: 0.71 });
    expect([values[0], counts[0], values.at(-1), counts.at(-1)]).toEqual([0.13, 1, 0.71, 1]);
    expect(counts.reduce((total, count) => total + count, 0)).toBe(5);
    expect(added(values, counts)).toBeCloseTo(1.7, 14);
    expect(isSumExact).toBe(true);
  });

  test('of one observation has that one, of two has both', () => {
    const buckets = [{ lower: 0.1, upper: 0.2, count: 1 }];
    expect(valuesOf(buckets, 0.17, { min: 0.17, max: 0.17 })).toMatchObject({ values: [0.17], counts: [1] });
    expect(valuesOf(buckets, 0.17).values[0]).toBeCloseTo(0.17, 15);
    const two = [{ lower: 0.1, upper: 0.2, count: 2 }];
    expect(valuesOf(two, 0.3, { min: 0.12, max: 0.18 })).toMatchObject({
      values: [0.12, 0.18],
      counts: [1, 1],
      isSumExact: true,
    });
  });

  test('of equal observations has one value', () => {
    const { values, counts } = valuesOf([{ lower: 1, upper: 2, count: 5 }], 10, { min: 2, max: 2 });
    expect([values, counts]).toEqual([[2], [5]]);
  });

  test('of nothing has no values', () => {
    expect(valuesOf([], 0)).toEqual({ values: [], counts: [], leftOut: NONE, isSumExact: true });
  });

  test('takes no extreme that is not in its bucket', () => {
    const buckets = [
      { lower: 1, upper: 2, count: 2 },
      { lower: 2, upper: 4, count: 2 },
    ];
    const { values, isSumExact } = valuesOf(buckets, 8, { min: 0.5, max: Number.POSITIVE_INFINITY });
    expect(values).toHaveLength(2);
    expect(isSumExact).toBe(true);
  });

  test('says where extremes and sum contradict each other', () => {
    const buckets = [{ lower: 1, upper: 2, count: 2 }];
    expect(valuesOf(buckets, 3.9, { min: 1.1, max: 1.2 }).isSumExact).toBe(false);
  });
});

describe('a bucket above the last bound', () => {
  const BUCKETS = [
    { lower: Number.NEGATIVE_INFINITY, upper: 1, count: 10 },
    { lower: 1, upper: Number.POSITIVE_INFINITY, count: 1 },
  ];

  test('holds what the sum says it must', () => {
    const { values, counts, isSumExact } = valuesOf(BUCKETS, 1005);
    expect(added(values, counts)).toBeCloseTo(1005, 9);
    expect(values[1]).toBeGreaterThanOrEqual(995);
    expect(isSumExact).toBe(true);
  });

  test('is taken for a decade where the sum allows that', () => {
    const { values } = valuesOf(BUCKETS, 5 + Math.sqrt(10));
    expect(values[0]).toBeCloseTo(0.5, 12);
    expect(values[1]).toBeCloseTo(Math.sqrt(10), 12);
  });

  test('ends where the largest observation was', () => {
    const { values } = valuesOf(BUCKETS, 8, { min: 0.25, max: 3 });
    expect(values.at(-1)).toBe(3);
  });

  test('is at its bound where the sum is not known', () => {
    const { values, counts, isSumExact } = valuesOf(BUCKETS, Number.NaN);
    expect([values, counts, isSumExact]).toEqual([[0.5, 1], [10, 1], false]);
  });
});

describe('a bucket below the first bound', () => {
  test('begins at zero, and holds zeros exactly', () => {
    const buckets = [{ lower: Number.NEGATIVE_INFINITY, upper: 1, count: 4 }];
    expect(valuesOf(buckets, 0)).toMatchObject({ values: [0], counts: [4], isSumExact: true });
    expect(valuesOf(buckets, 1).values).toEqual([0.25]);
  });

  test('holds negative values where the sum says so', () => {
    const buckets = [{ lower: Number.NEGATIVE_INFINITY, upper: 1, count: 4 }];
    expect(valuesOf(buckets, -40)).toMatchObject({ values: [-10], isSumExact: true });
    expect(valuesOf([{ lower: Number.NEGATIVE_INFINITY, upper: -1, count: 2 }], -200).values).toEqual([-100]);
  });

  test('may be the one above the last bound, too', () => {
    const buckets = [{ lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY, count: 4 }];
    expect(valuesOf(buckets, 400).values).toEqual([100]);
    expect(valuesOf(buckets, -400).values).toEqual([-100]);
    expect(valuesOf(buckets, 0).values).toEqual([0]);
  });
});

describe('what CloudWatch cannot take', () => {
  test('is left out and counted, and then the sum is not known', () => {
    const histogram = new NativeBuckets();
    for (const value of [1, 2, Number.NaN, Number.NaN, 1 / 0, -1 / 0, 2 ** 400, -(2 ** 400)])
      histogram.observe(value);
    const { buckets, count, sum } = { buckets: histogram.buckets(), count: 8, sum: histogram.sum };
    const { leftOut, counts, isSumExact } = histogramValues({
      buckets,
      count,
      sum,
      sumError: 0,
      extremes: null,
    });
    expect(leftOut).toEqual({ value_nan: 2, value_infinite: 2, value_too_large: 2 });
    expect([counts, isSumExact]).toEqual([[1, 1], false]);
  });

  test('leaves the extremes that are known', () => {
    const histogram = new NativeBuckets();
    for (const value of [1.25, 3, 5, 1 / 0]) histogram.observe(value);
    const { values } = histogramValues({
      buckets: histogram.buckets(),
      count: 4,
      sum: histogram.sum,
      sumError: 0,
      extremes: { min: 1.25, max: Number.POSITIVE_INFINITY },
    });
    expect(values[0]).toBe(1.25);
  });
});

describe('whatever is observed', () => {
  const value = fc.oneof(
    fc.double({ min: 2 ** -100, max: 2 ** 100, noNaN: true }),
    fc.double({ min: -(2 ** 20), max: 2 ** 20, noNaN: true }),
    fc.integer({ min: -40, max: 40 }).map((n) => n / 8),
    fc.constantFrom(0, 1, 0.5, 2 ** -128, 2 ** -129),
  );
  const observed = fc.array(value, { minLength: 1, maxLength: 120 });
  const latencies = fc.array(fc.double({ min: 0.0001, max: 60, noNaN: true }), {
    minLength: 1,
    maxLength: 300,
  });
  const settings = fc.record({
    schema: fc.integer({ min: -4, max: 8 }),
    zeroThreshold: fc.constantFrom(2 ** -128, 0, 0.01),
    maxBuckets: fc.constantFrom(160, 10),
  });

  function check(values: readonly number[], buckets: readonly Bucket[], areExtremesKnown: boolean) {
    const sum = values.reduce((total, one) => total + one, 0);
    const size = values.reduce((total, one) => total + Math.abs(one), 0);
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const sumError = size * values.length * Number.EPSILON;
    const extremes = areExtremesKnown ? { min, max } : null;
    const result = histogramValues({ buckets, count: values.length, sum, sumError, extremes });

    expect(result.counts.reduce((total, count) => total + count, 0)).toBe(values.length);
    const rounding = (size + scaleOf(buckets)) * 1e-11 + values.length * 2 ** -128;
    expect(Math.abs(added(result.values, result.counts) - sum)).toBeLessThanOrEqual(rounding);
    expect(result.isSumExact).toBe(true);
    expect(result.values).toEqual([...new Set(result.values)].sort((a, b) => a - b));
    if (areExtremesKnown) {
      expect(result.values[0]).toBe(min === 0 ? 0 : min);
      expect(result.values.at(-1)).toBe(max === 0 ? 0 : max);
    }
    return result;
  }

  /** Values are rounded as their buckets' ends are; the widest bucket is a decade. */
  function scaleOf(buckets: readonly Bucket[]): number {
    const size = (end: number) => (Number.isFinite(end) ? Math.abs(end) * 10 : 1);
    return buckets.reduce((sum, { lower, upper, count }) => sum + count * (size(lower) + size(upper)), 0);
  }

  /** Each observation, in order, is in the bucket of the value that stands for it. */
  function checkRanks(
    values: readonly number[],
    result: ReturnType<typeof check>,
    buckets: readonly Bucket[],
  ) {
    const sent = result.values.flatMap((one, index) => Array<number>(result.counts[index] ?? 0).fill(one));
    const bounds = buckets.flatMap((bucket) => Array<Bucket>(bucket.count).fill(bucket));
    values
      .toSorted((a, b) => a - b)
      .forEach((observation, rank) => {
        const bucket = bounds[rank] ?? { lower: Number.NaN, upper: Number.NaN };
        expect(observation).toBeGreaterThanOrEqual(bucket.lower);
        expect(sent[rank]).toBeGreaterThanOrEqual(bucket.lower);
        expect(sent[rank]).toBeLessThanOrEqual(bucket.upper);
      });
  }

  test('of native buckets, count, sum and extremes are exact, and every rank is within its bucket', () => {
    fc.assert(
      fc.property(observed, settings, fc.boolean(), (values, chosen, areExtremesKnown) => {
        const histogram = new NativeBuckets(nativeSettings({ ...chosen, maxZeroThreshold: 0.1 }));
        for (const one of values) histogram.observe(one);
        const buckets = histogram.buckets();
        checkRanks(values, check(values, buckets, areExtremesKnown), buckets);
      }),
      { numRuns: 1000 },
    );
  });

  test('of classic buckets, too', () => {
    const bounds = fc.uniqueArray(
      fc.integer({ min: -20, max: 100 }).map((n) => n / 4),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(observed, bounds, fc.boolean(), (values, unsorted, areExtremesKnown) => {
        const ends = [...unsorted.sort((a, b) => a - b), Number.POSITIVE_INFINITY];
        const all = ends.map((upper, index) => {
          const lower = ends[index - 1] ?? Number.NEGATIVE_INFINITY;
          return { lower, upper, count: values.filter((one) => one > lower && one <= upper).length };
        });
        const buckets = all.filter(({ count }) => count > 0);
        checkRanks(values, check(values, buckets, areExtremesKnown), buckets);
      }),
      { numRuns: 1000 },
    );
  });

  test('of schema 4, quantiles are within 4.5 % of the exact ones', () => {
    fc.assert(
      fc.property(latencies, fc.constantFrom(0.5, 0.95, 0.99), (values, quantile) => {
        const histogram = new NativeBuckets(nativeSettings({ schema: 4 }));
        for (const one of values) histogram.observe(one);
        const result = check(values, histogram.buckets(), true);
        const sent = result.values.flatMap((one, index) =>
          Array<number>(result.counts[index] ?? 0).fill(one),
        );
        const rank = Math.ceil(quantile * values.length) - 1;
        const exact = values.toSorted((a, b) => a - b)[rank] ?? Number.NaN;
        expect(Math.abs((sent[rank] ?? Number.NaN) / exact - 1)).toBeLessThan(0.0451);
      }),
    );
  });

  test('a datum has at most 150 values, and all parts together are the whole', () => {
    const values = fc.uniqueArray(fc.integer(), { maxLength: 700 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(values, (all) => {
        const counts = all.map((_, index) => index + 1);
        const parts = splitValues({ values: all, counts });
        expect(parts).toHaveLength(Math.ceil(all.length / 150));
        for (const part of parts) expect(part.values.length).toBeLessThanOrEqual(150);
        expect(parts.flatMap((part) => part.values)).toEqual(all);
        expect(parts.flatMap((part) => part.counts)).toEqual(counts);
      }),
    );
  });
});
