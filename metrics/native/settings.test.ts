import { expect, test } from 'vitest';
import { type NativeSettings, nativeSettings } from './settings.ts';

test('the defaults are 9 % buckets, 160 of them, and never starting anew', () => {
  expect(nativeSettings()).toEqual({
    schema: 3,
    zeroThreshold: 2.938735877055719e-39,
    maxBuckets: 160,
    minResetDuration: 0,
    maxZeroThreshold: 0,
    now: Date.now,
  });
});

test.each<[Partial<NativeSettings>, string]>([
  [{ schema: 9 }, 'schema must be a whole number from -4 to 8, not 9.'],
  [{ schema: -5 }, 'schema must be a whole number from -4 to 8, not -5.'],
  [{ schema: 2.5 }, 'schema must be a whole number from -4 to 8, not 2.5.'],
  [{ maxBuckets: 0 }, 'maxBuckets must be a whole number from 1, not 0.'],
  [{ maxBuckets: Number.POSITIVE_INFINITY }, 'maxBuckets must be a whole number from 1, not Infinity.'],
  [{ zeroThreshold: -1 }, 'zeroThreshold must be finite and not negative, not -1.'],
  [{ minResetDuration: Number.NaN }, 'minResetDuration must be finite and not negative, not NaN.'],
  [
    { maxZeroThreshold: Number.POSITIVE_INFINITY },
    'maxZeroThreshold must be finite and not negative, not Infinity.',
  ],
])('settings out of range are refused: %j', (chosen, message) => {
  expect(() => nativeSettings(chosen)).toThrow(new RangeError(`Native histogram: ${message}`));
});
