import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NativeBuckets } from '../../../metrics/native/native_buckets.ts';
import { nativeSettings } from '../../../metrics/native/settings.ts';
import { HISTOGRAM_GROWTH, savedValue } from './growth.ts';
import { type HistogramPoint, histogramIncrease } from './histogram_increase.ts';
import { HistogramSum } from './histogram_sum.ts';
import { bucketsOf, nativeCounts, nativeSum } from './native_counts.ts';

/** A histogram of goldwatch's own, by hand. */
class HistogramUnderTest {
  readonly bounds: readonly number[];
  readonly native: NativeBuckets | null;
  readonly cells: Float64Array;

  constructor(bounds: readonly number[], native: NativeBuckets | null = new NativeBuckets()) {
    this.bounds = bounds;
    this.native = native;
    this.cells = new Float64Array(bounds.length + 2);
  }

  observe(...values: readonly number[]): this {
    for (const value of values) {
      const found = this.bounds.findIndex((bound) => value <= bound);
      const bucket = found < 0 ? this.bounds.length : found;
      this.cells[bucket] = (this.cells[bucket] ?? 0) + 1;
      this.cells[this.bounds.length + 1] = (this.cells[this.bounds.length + 1] ?? 0) + value;
      this.native?.observe(value);
    }
    return this;
  }

  point(): HistogramPoint {
    const native = this.native && nativeCounts(this.native);
    return HISTOGRAM_GROWTH.keep(
      { bounds: this.bounds, cells: this.cells, at: 0, native, extremes: null },
      null,
    );
  }
}

describe('what came to a histogram', () => {
  test('is the difference by classic and by native bucket, with count and sum', () => {
    const histogram = new HistogramUnderTest([1, 10]).observe(0.5, 5, 50);
    const before = histogram.point();
    const now = histogram.observe(0.5, 0.75, 100).point();
    const increase = histogramIncrease(before, now);
    expect(increase).toMatchObject({ count: 3, sum: 101.25, extremes: null });
    expect([...(increase?.classic ?? [])]).toEqual([2, 0, 1]);
    expect(increase?.native && bucketsOf(increase.native)).toEqual(
      new HistogramUnderTest([]).observe(0.5, 0.75, 100).native?.buckets(),
    );
  });

  test('since it began is all of it', () => {
    const now = new HistogramUnderTest([1]).observe(0.5, 2).point();
    expect(histogramIncrease(null, now)).toMatchObject({ count: 2, sum: 2.5 });
  });

  test('is nothing that could be told where a bucket has become less', () => {
    const before = new HistogramUnderTest([1]).observe(0.5).point();
    const now = new HistogramUnderTest([1]).observe(2, 3).point();
    expect(histogramIncrease(before, now)).toBe(null);
  });

  test('goes by classic buckets alone where the native ones do not tell of the same', () => {
    const before = new HistogramUnderTest([1]).observe(0.5).point();
    const now = {
      ...new HistogramUnderTest([1]).observe(0.5, 0.5).point(),
      native: nativeCounts(new NativeBuckets()),
    };
    expect(histogramIncrease(before, now)).toMatchObject({ count: 1, native: null });
    const fallen = new HistogramUnderTest([1]).observe(0.7, 0.8).point();
    expect(histogramIncrease(before, fallen)).toMatchObject({ count: 1, native: null });
  });

  test('is known where the classic bounds have changed since, as the family has moved its counts', () => {
    const before = new HistogramUnderTest([0.5, 1, 2]).observe(0.4, 0.9, 1.5, 3).point();
    const cells = Float64Array.from([2 + 1, 1 + 0, 1 + 1, 5.8 + 0.1 + 9]);
    const now = { ...before, bounds: [1, 5], cells, native: null };
    const increase = histogramIncrease(before, now);
    expect([...(increase?.classic ?? [])]).toEqual([1, 0, 1]);
    expect(increase?.sum).toBeCloseTo(9.1, 12);
  });

  test('has a sum that is not known once an observation was not finite', () => {
    const histogram = new HistogramUnderTest([1]).observe(0.5);
    const before = histogram.point();
    expect(histogramIncrease(before, histogram.observe(Number.NaN).point())).toMatchObject({
      count: 1,
      sum: Number.NaN,
    });
    const after = histogram.point();
    expect(histogramIncrease(after, histogram.observe(0.5).point())).toMatchObject({
      count: 1,
      sum: Number.NaN,
    });
  });

  test('is what was observed, however coarse the buckets became meanwhile, and through JSON', () => {
    const value = fc.oneof(
      fc.integer({ min: -2000, max: 2000 }).map((n) => n / 64),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    );
    const values = fc.array(value, { maxLength: 60 });
    const settings = fc.record({
      schema: fc.integer({ min: 0, max: 8 }),
      maxBuckets: fc.constantFrom(4, 20, 160),
      maxZeroThreshold: fc.constantFrom(0, 0.5),
    });
    fc.assert(
      fc.property(values, values, settings, (first, second, chosen) => {
        const bounds = [0.1, 1, 10];
        const histogram = new HistogramUnderTest(bounds, new NativeBuckets(nativeSettings(chosen)));
        const earlier = histogram.observe(...first).point();
        const saved = savedValue.parse(JSON.parse(JSON.stringify(HISTOGRAM_GROWTH.save(earlier))));
        const before = HISTOGRAM_GROWTH.load(saved);
        const increase = histogramIncrease(before, histogram.observe(...second).point());

        expect(increase).toMatchObject({ count: second.length });
        const classic = new HistogramUnderTest(bounds, null).observe(...second).point();
        expect([...(increase?.classic ?? [])]).toEqual([...classic.cells.slice(0, 4)]);
        const sum = second.reduce((total, one) => total + one, 0);
        expect(Math.abs((increase?.sum ?? Number.NaN) - sum)).toBeLessThanOrEqual(
          (increase?.sumError ?? 0) + 1e-9,
        );
        if (second.length === 0) return;
        for (const { lower, upper, count } of (increase?.native && bucketsOf(increase.native)) ?? []) {
          const within = second.filter((one) => isWithin(one, lower, upper));
          expect(count, `${lower} to ${upper}`).toBe(within.length);
        }
        expect(increase?.native?.count).toBe(second.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('histograms that fall together', () => {
  test('are one, with the extremes of all', () => {
    const sum = new HistogramSum();
    const one = histogramIncrease(null, {
      ...new HistogramUnderTest([1]).observe(0.5, 2).point(),
      extremes: { min: 0.5, max: 2 },
    });
    const other = histogramIncrease(null, {
      ...new HistogramUnderTest([1]).observe(0.25).point(),
      extremes: { min: 0.25, max: 0.25 },
    });
    if (one !== null) sum.add(one);
    if (other !== null) sum.add(other);
    expect(sum.result()).toMatchObject({ count: 3, sum: 2.75, extremes: { min: 0.25, max: 2 } });
    expect(sum.result().buckets).toEqual(new HistogramUnderTest([]).observe(0.5, 2, 0.25).native?.buckets());
    sum.clear();
    expect(sum.result()).toEqual({ buckets: [], count: 0, sum: 0, sumError: 0, extremes: null });
  });

  test('have no extremes where one of them has none, unless that one observed nothing', () => {
    const sum = new HistogramSum();
    const known = { ...new HistogramUnderTest([1]).observe(0.5).point(), extremes: { min: 0.5, max: 0.5 } };
    for (const point of [known, new HistogramUnderTest([1]).point()]) {
      const increase = histogramIncrease(null, point);
      if (increase !== null) sum.add(increase);
    }
    expect(sum.result().extremes).toEqual({ min: 0.5, max: 0.5 });
    const unknown = histogramIncrease(null, new HistogramUnderTest([1]).observe(0.6).point());
    if (unknown !== null) sum.add(unknown);
    expect(sum.result().extremes).toBe(null);
  });

  test('go by classic buckets where one of them has no native ones, whatever its bounds', () => {
    const sum = new HistogramSum();
    for (const histogram of [
      new HistogramUnderTest([1, 2]).observe(0.5, 1.5),
      new HistogramUnderTest([1, 2], null).observe(1.5),
      new HistogramUnderTest([1.75], null).observe(1.5),
    ]) {
      const increase = histogramIncrease(null, histogram.point());
      if (increase !== null) sum.add(increase);
    }
    expect(sum.result().buckets).toEqual([
      { lower: Number.NEGATIVE_INFINITY, upper: 1, count: 1 },
      { lower: Number.NEGATIVE_INFINITY, upper: 1.75, count: 1 },
      { lower: 1, upper: 2, count: 2 },
    ]);
  });

  test('of other schemas are as coarse as the coarser, as when native histograms are merged', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 50 });
    const settings = fc.record({
      schema: fc.integer({ min: -4, max: 8 }),
      zeroThreshold: fc.constantFrom(0, 2 ** -128, 0.01),
      maxBuckets: fc.constant(10_000),
    });
    fc.assert(
      fc.property(values, values, settings, settings, (first, second, its, others) => {
        const one = new NativeBuckets(nativeSettings(its));
        const other = new NativeBuckets(nativeSettings(others));
        for (const value of first) one.observe(value);
        for (const value of second) other.observe(value);
        const sum = nativeSum(nativeCounts(one), nativeCounts(other));
        one.merge(other);
        expect(bucketsOf(sum)).toEqual(one.buckets());
        expect(sum.count).toBe(one.count);
      }),
    );
  });
});

function isWithin(value: number, lower: number, upper: number): boolean {
  if (lower < 0 && upper > 0) return Math.abs(value) <= upper;
  return lower >= 0 ? value > lower && value <= upper : value >= lower && value < upper;
}
