import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MIN_SCHEMA } from './bounds.ts';
import { NativeBuckets } from './native_buckets.ts';
import { nativeSettings } from './settings.ts';
import { observations, observed, settings, wild } from './testing/arbitraries.ts';
import { slowIndex } from './testing/exact.ts';

describe('counting', () => {
  test('every observation but NaN is in one bucket or in the zero bucket', () => {
    fc.assert(
      fc.property(observations, settings, (values, chosen) => {
        const histogram = observed(values, chosen);
        const counted = histogram.buckets().reduce((total, { count }) => total + count, 0);
        expect(histogram.count).toBe(values.length);
        expect(counted).toBe(values.filter((value) => !Number.isNaN(value)).length);
      }),
    );
  });

  test('the sum is that of all observations, in their order', () => {
    fc.assert(
      fc.property(observations, settings, (values, chosen) => {
        expect(observed(values, chosen).sum).toBe(values.reduce((total, value) => total + value, 0));
      }),
    );
  });

  test('without a limit in reach, each observation is in the bucket that exact arithmetic puts it in', () => {
    const roomy = nativeSettings({ schema: 8, maxBuckets: 1000 });
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 50 }), (values) => {
        const finite = values.filter((value) => Number.isFinite(value) && value > roomy.zeroThreshold);
        const expected = [...new Set(finite.map((value) => slowIndex(value, 8)))].sort((a, b) => a - b);
        const indexes = observed(finite, roomy)
          .state()
          .positive.map(([index]) => index);
        expect(indexes).toEqual(expected);
      }),
    );
  });

  test('every bucket holds as many observations as lie within its bounds', () => {
    fc.assert(
      fc.property(observations, settings, (values, chosen) => {
        for (const { lower, upper, count } of observed(values, chosen).buckets()) {
          const within = (value: number) => {
            if (lower < 0 && upper > 0) return value >= lower && value <= upper;
            return lower >= 0 ? value > lower && value <= upper : value >= lower && value < upper;
          };
          const zeros = lower === 0 && upper === 0 ? values.filter((value) => value === 0).length : 0;
          expect(values.filter(within).length + zeros).toBe(count);
        }
      }),
    );
  });

  test('buckets ascend and do not overlap', () => {
    fc.assert(
      fc.property(observations, settings, (values, chosen) => {
        const buckets = observed(values, chosen).buckets();
        buckets.forEach(({ lower, upper }, index) => {
          expect(lower).toBeLessThanOrEqual(upper);
          if (index > 0) expect(buckets[index - 1]?.upper).toBeLessThanOrEqual(lower);
        });
      }),
    );
  });

  test('a value at the zero threshold counts as zero, the next larger one does not', () => {
    const histogram = observed([0.5, -0.5, 0.5000000000000001], nativeSettings({ zeroThreshold: 0.5 }));
    expect([histogram.zeroCount, histogram.size]).toEqual([2, 1]);
  });
});

describe('the limit', () => {
  test('is kept after every observation, unless nothing coarser is left', () => {
    fc.assert(
      fc.property(observations, settings, (values, chosen) => {
        const histogram = new NativeBuckets(chosen);
        for (const value of values) {
          histogram.observe(value);
          if (histogram.schema > MIN_SCHEMA) expect(histogram.size).toBeLessThanOrEqual(chosen.maxBuckets);
        }
      }),
    );
  });

  test('of 160 is always kept above the usual zero threshold, whatever is observed', () => {
    const histogram = new NativeBuckets(nativeSettings({ schema: 8 }));
    for (let exponent = -1074; exponent < 1024; exponent++) {
      for (const sign of [1, -1]) histogram.observe(sign * 1.3 * 2 ** exponent);
    }
    for (const infinity of [1 / 0, -1 / 0]) histogram.observe(infinity);
    expect([histogram.schema, histogram.size]).toEqual([-4, 146]);
  });

  test('loses nothing but resolution: a wider histogram made as coarse holds the same', () => {
    fc.assert(
      fc.property(observations, settings, (values, chosen) => {
        const limited = observed(values, chosen);
        const { schema, zeroThreshold } = limited;
        const unlimited = observed(values, { ...chosen, maxBuckets: 1000 });
        unlimited.merge(new NativeBuckets(nativeSettings({ schema, zeroThreshold, now: () => 0 })));
        expect(unlimited.state()).toEqual(limited.state());
      }),
    );
  });

  test('is kept among subnormal values too, where several bounds are one double', () => {
    const chosen = nativeSettings({ schema: 8, zeroThreshold: 0, maxBuckets: 3, maxZeroThreshold: 1 });
    const histogram = observed(
      Array.from({ length: 100 }, (_, i) => (i + 1) * Number.MIN_VALUE),
      chosen,
    );
    expect([histogram.size, histogram.count, histogram.zeroCount, histogram.schema]).toEqual([3, 100, 97, 8]);
    expect(histogram.zeroThreshold).toBe(97 * Number.MIN_VALUE);
  });

  test('starts anew once it is old enough, with the observation that exceeded it', () => {
    let now = 1000;
    const chosen = nativeSettings({ schema: 0, maxBuckets: 2, minResetDuration: 500, now: () => now });
    const histogram = new NativeBuckets(chosen);
    for (const value of [1, 2]) histogram.observe(value);
    now = 1499;
    histogram.observe(4);
    expect([histogram.count, histogram.schema, histogram.createdTimestamp]).toEqual([3, -1, 1000]);
    histogram.observe(64);
    now = 1500;
    histogram.observe(1024);
    expect([histogram.count, histogram.schema, histogram.createdTimestamp]).toEqual([1, 0, 1500]);
    expect(histogram.state().positive).toEqual([[10, 1]]);
  });
});

describe('resetIfDue', () => {
  test('returns to the first resolution after the minimum duration, and leaves what never was coarser', () => {
    let now = 0;
    const chosen = nativeSettings({ schema: 0, maxBuckets: 2, minResetDuration: 500, now: () => now });
    const coarse = observed([1, 2, 4], chosen);
    const fine = observed([1, 2], chosen);
    now = 499;
    expect([coarse.resetIfDue(), fine.resetIfDue()]).toEqual([false, false]);
    now = 500;
    expect([coarse.resetIfDue(), fine.resetIfDue()]).toEqual([true, false]);
    expect([coarse.count, coarse.schema, coarse.createdTimestamp, fine.count]).toEqual([0, 0, 500, 2]);
  });

  test('does nothing where no duration is set', () => {
    const coarse = observed([1, 2, 4], nativeSettings({ schema: 0, maxBuckets: 2 }));
    expect([coarse.schema, coarse.resetIfDue()]).toEqual([-1, false]);
  });
});
