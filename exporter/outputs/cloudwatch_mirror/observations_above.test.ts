import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NativeBuckets } from '../../../metrics/native/native_buckets.ts';
import { histogramIncrease } from './histogram_increase.ts';
import { nativeCounts } from './native_counts.ts';
import { AboveFold, observationsAbove } from './observations_above.ts';

const BOUNDS = [0.5, 1, 2, 5];

/** What came to a histogram with classic buckets that observed these. */
function increaseOf(observed: readonly number[], bounds: readonly number[] = BOUNDS) {
  const cells = new Float64Array(bounds.length + 2);
  for (const value of observed) {
    const found = bounds.findIndex((bound) => value <= bound);
    const bucket = found < 0 ? bounds.length : found;
    cells[bucket] = (cells[bucket] ?? 0) + 1;
  }
  const point = { bounds, cells, at: 0, native: null, extremes: null };
  return histogramIncrease(null, point) ?? expect.unreachable('It did not grow.');
}

/** The same without classic buckets. */
function nativeIncreaseOf(observed: readonly number[], schema: number) {
  const bounds = { maxBuckets: 10_000, zeroThreshold: 2 ** -128, maxZeroThreshold: 0, minResetDuration: 0 };
  const buckets = new NativeBuckets({ ...bounds, schema, now: () => 0 });
  for (const value of observed) buckets.observe(value);
  const cells = new Float64Array([observed.length, 0]);
  const point = { bounds: [], cells, at: 0, native: nativeCounts(buckets), extremes: null };
  return histogramIncrease(null, point) ?? expect.unreachable('It did not grow.');
}

describe('of classic buckets', () => {
  test('what is at the bound is not above it, and what is no number is', () => {
    expect(observationsAbove(2, increaseOf([1, 2, 2.0001, 7, Number.NaN, 1 / 0]))).toBe(4);
  });

  test('a bound that no bucket has is not known, however little was observed', () => {
    expect(observationsAbove(3, increaseOf([1]))).toBeNull();
    expect(observationsAbove(3, increaseOf([]))).toBeNull();
  });

  test('every bound of theirs counts exactly what was above it', () => {
    const observations = fc.array(fc.double({ min: 0, max: 10, noNaN: true }));
    fc.assert(
      fc.property(observations, fc.constantFrom(...BOUNDS), (observed, bound) => {
        const above = observed.filter((value) => value > bound).length;
        expect(observationsAbove(bound, increaseOf(observed))).toBe(above);
      }),
    );
  });
});

describe('of native buckets alone', () => {
  test('a bound of theirs counts exactly what was above it, and no other is known', () => {
    const observations = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
    const power = fc.integer({ min: -3, max: 10 });
    fc.assert(
      fc.property(observations, power, fc.integer({ min: 0, max: 5 }), (observed, exponent, schema) => {
        const bound = 2 ** exponent;
        const increase = nativeIncreaseOf(observed, schema);
        expect(observationsAbove(bound, increase)).toBe(observed.filter((value) => value > bound).length);
        expect(observationsAbove(bound * 1.01, increase)).toBeNull();
      }),
    );
  });

  test('nothing is above any bound where nothing was observed', () => {
    expect(observationsAbove(3, nativeIncreaseOf([], 3))).toBe(0);
  });

  test('a bound of finer buckets than there are is not known', () => {
    expect(observationsAbove(2, nativeIncreaseOf([1, 3], 0))).toBe(1);
    expect(observationsAbove(2, nativeIncreaseOf([1, 3], -1))).toBeNull();
  });
});

describe('series that fall together', () => {
  test('add up, and begin anew with the next interval', () => {
    const fold = new AboveFold(2, false);
    fold.add(increaseOf([3, 4]));
    fold.add(increaseOf([1, 6], [2, 6]));
    expect(fold.take().parts).toEqual([{ values: [3], counts: [1] }]);
    expect(fold.take().parts).toEqual([]);
  });

  test('send zero where that is asked for', () => {
    const fold = new AboveFold(2, true);
    fold.add(increaseOf([1]));
    expect(fold.take().parts).toEqual([{ values: [0], counts: [1] }]);
  });

  test('of which one has no such bucket send nothing, and say why', () => {
    const fold = new AboveFold(3, true);
    fold.add(increaseOf([4], [3]));
    fold.add(increaseOf([4]));
    expect(fold.take()).toMatchObject({
      parts: [],
      problem: {
        reason: 'no_such_bucket',
        detail: 'none of its buckets ends at 3, above which it is to be counted: they end at 0.5, 1, 2, 5',
      },
    });
    fold.add(increaseOf([4], [3]));
    expect(fold.take().parts).toEqual([{ values: [1], counts: [1] }]);
  });

  test('of many buckets name the first of them, and of native ones none', () => {
    const many = new AboveFold(0.5, false);
    many.add(
      increaseOf(
        [],
        Array.from({ length: 20 }, (_, index) => index + 1),
      ),
    );
    expect(many.take().problem?.detail).toBe(
      'none of its buckets ends at 0.5, above which it is to be counted: they end at 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …',
    );
    const native = new AboveFold(3, false);
    native.add(nativeIncreaseOf([4], 3));
    expect(native.take().problem?.detail).toBe(
      'none of its native buckets ends at 3, above which it is to be counted',
    );
  });
});
