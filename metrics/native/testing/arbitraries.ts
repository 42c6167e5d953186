import fc from 'fast-check';
import { MAX_SCHEMA, MIN_SCHEMA } from '../bounds.ts';
import { NativeBuckets } from '../native_buckets.ts';
import { type NativeSettings, nativeSettings } from '../settings.ts';

export const schema = fc.integer({ min: MIN_SCHEMA, max: MAX_SCHEMA });

/** Whole multiples of 1/1024 that repeat, so that sums are exact in any order and buckets fill up. */
export const moderate = fc.oneof(
  fc.integer({ min: -3000, max: 3000 }).map((n) => n / 1024),
  fc.integer({ min: 0, max: 2 ** 30 }).map((n) => n / 1024),
);

/** Any double but subnormal ones, next to which several bounds are one double. */
export const wild = fc.oneof(
  fc.double().filter(isNotSubnormal),
  fc.constantFrom(0, Number.NaN, -1 / 0, 1 / 0, Number.MAX_VALUE),
);

/** Observations of one kind or both. */
export const observations = fc.oneof(
  fc.array(moderate, { maxLength: 300 }),
  fc.array(fc.oneof(moderate, wild), { maxLength: 100 }),
);

/** Settings with limits so small that they bind. */
export const settings: fc.Arbitrary<NativeSettings> = fc
  .record({
    schema,
    maxBuckets: fc.constantFrom(1, 4, 20, 160),
    zeroThreshold: fc.constantFrom(0, 2 ** -128, 2 ** -8),
    maxZeroThreshold: fc.constantFrom(0, 2 ** -4, 100),
  })
  .map((chosen) => nativeSettings({ ...chosen, now: () => 0 }));

export function observed(values: readonly number[], chosen: NativeSettings): NativeBuckets {
  const histogram = new NativeBuckets(chosen);
  for (const value of values) histogram.observe(value);
  return histogram;
}

function isNotSubnormal(value: number): boolean {
  return value === 0 || Math.abs(value) >= 2 ** -1022 || Number.isNaN(value);
}
