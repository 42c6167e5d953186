import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClassicIndex } from './classic_index.ts';

const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -2, max: 2, noNaN: true }),
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(0, 5e-324, -5e-324, 2 ** -1022, Number.MAX_VALUE, -Number.MAX_VALUE),
);
const bounds = fc
  .uniqueArray(finite, { maxLength: 20, comparator: (a, b) => a === b })
  .map((all) => Float64Array.from(all).sort());

test('whatever bounds and values, it is the first bucket whose bound is not below the value', () => {
  fc.assert(
    fc.property(bounds, fc.array(finite), (all, values) => {
      const index = new ClassicIndex(all);
      const around = [...all].flatMap((bound) => [bound, bound * (1 + 2 ** -52), bound * (1 - 2 ** -53)]);
      for (const value of [...values, ...around, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const found = all.findIndex((bound) => value <= bound);
        expect(index.of(value), `${value} in ${all}`).toBe(found === -1 ? all.length : found);
      }
    }),
    { numRuns: 60 },
  );
});

test('NaN belongs to +Inf, whatever its bits', () => {
  const index = new ClassicIndex(Float64Array.of(-1, 1));
  const bits = new BigUint64Array(1);
  const double = new Float64Array(bits.buffer);
  for (const pattern of [
    0x7ff8000000000000n,
    0xfff8000000000000n,
    0x7ff0000000000001n,
    0xfff0000000000001n,
  ]) {
    bits[0] = pattern;
    expect(index.of(double[0] as number)).toBe(2);
  }
});

test('the same bounds have the same index', () => {
  expect(ClassicIndex.of(Float64Array.of(1, 2))).toBe(ClassicIndex.of(Float64Array.of(1, 2)));
  expect(ClassicIndex.of(Float64Array.of(1, 2))).not.toBe(ClassicIndex.of(Float64Array.of(1, 3)));
});
