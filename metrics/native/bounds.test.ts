import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketIndex, coarser, MAX_SCHEMA, MIN_SCHEMA, upperBound } from './bounds.ts';
import { SCHEMA_8_FRACTIONS } from './bounds_table.ts';
import { nextUp, slowIndex } from './testing/exact.ts';

const SCHEMAS = Array.from({ length: MAX_SCHEMA - MIN_SCHEMA + 1 }, (_, i) => MIN_SCHEMA + i);

describe('the table', () => {
  test('holds the very doubles of client_golang', () => {
    const bytes = new DataView(new ArrayBuffer(SCHEMA_8_FRACTIONS.length * 8));
    SCHEMA_8_FRACTIONS.forEach((fraction, index) => {
      bytes.setFloat64(index * 8, fraction, true);
    });
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(digest).toBe('9de5914e4bc19f96dd1f461efa1b8f3fd6bfe80297b3a5a46302dac8a388c730');
  });

  test('lies within 4 units in the last place of 2^(k/256 − 1), by whole-number arithmetic', () => {
    const wrong = SCHEMA_8_FRACTIONS.filter((fraction, k) => {
      const units = BigInt(fraction * 2 ** 53);
      const power = 1n << BigInt(53 * 256 + k - 256);
      return (units - 4n) ** 256n > power || (units + 4n) ** 256n < power;
    });
    expect(wrong).toEqual([]);
  });

  test('ascends, and its closest neighbours are further apart than a 512th of an octave', () => {
    const gaps = SCHEMA_8_FRACTIONS.map((fraction, k) => (SCHEMA_8_FRACTIONS[k + 1] ?? 1) - fraction);
    expect(Math.min(...gaps)).toBeGreaterThan(1 / 1024);
  });

  test('has the bounds of lower schemas in it', () => {
    const octave = (schema: number) =>
      Array.from({ length: 2 ** schema }, (_, i) => upperBound(i, schema) / 2);
    expect(octave(1)).toEqual([0.5, 0.7071067811865475]);
    expect(octave(2)).toEqual([0.5, 0.5946035575013605, 0.7071067811865475, 0.8408964152537144]);
    expect(octave(8)).toEqual(SCHEMA_8_FRACTIONS);
  });
});

// The figures of client_golang's TestGetLe.
test.each([
  [-1, -1, 0.25],
  [0, -1, 1],
  [1, -1, 4],
  [512, -1, Number.MAX_VALUE],
  [513, -1, Number.POSITIVE_INFINITY],
  [-1, 0, 0.5],
  [0, 0, 1],
  [1, 0, 2],
  [1024, 0, Number.MAX_VALUE],
  [1025, 0, Number.POSITIVE_INFINITY],
  [-1, 2, 0.8408964152537144],
  [0, 2, 1],
  [1, 2, 1.189207115002721],
  [4096, 2, Number.MAX_VALUE],
  [4097, 2, Number.POSITIVE_INFINITY],
])('bucket %i of schema %i ends at %d', (index, schema, bound) => {
  expect(upperBound(index, schema)).toBe(bound);
});

test('powers of two are bounds in every schema that has them, exactly, down to the smallest double', () => {
  const view = new DataView(new ArrayBuffer(8));
  const wrong: number[] = [];
  for (let exponent = -1074; exponent < 1024; exponent++) {
    const bits = exponent < -1022 ? 1n << BigInt(exponent + 1074) : BigInt(exponent + 1023) << 52n;
    view.setBigUint64(0, bits);
    for (const schema of [0, 3, 8]) {
      if (upperBound(exponent * 2 ** schema, schema) !== view.getFloat64(0)) wrong.push(exponent);
    }
  }
  expect(wrong).toEqual([]);
});

describe.each(SCHEMAS)('in schema %i', (schema) => {
  const perOctave = 2 ** schema;
  const lowest = Math.ceil(-1022 * perOctave);
  const last = 1024 * perOctave;

  test('a value on a bound is in the bucket that ends there, the next larger double in the next one', () => {
    const indexes = new Set(
      [lowest, lowest + 1, -1, 0, 1, last - 1, last].filter((index) => index >= lowest),
    );
    const step = Math.max(1, Math.floor((last - lowest) / 4000));
    for (let index = lowest; index <= last; index += step) indexes.add(index);
    for (let index = -600; index <= 600; index++) if (index >= lowest && index <= last) indexes.add(index);
    const wrong = [...indexes].filter((index) => {
      const bound = upperBound(index, schema);
      return bucketIndex(bound, schema) !== index || bucketIndex(nextUp(bound), schema) !== index + 1;
    });
    expect(wrong).toEqual([]);
  });

  test('any positive double is where exact arithmetic puts it', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(bucketIndex(value, schema)).toBe(slowIndex(value, schema));
        expect(bucketIndex(-value, schema)).toBe(slowIndex(value, schema));
      }),
      { numRuns: 2000 },
    );
  });

  test('doubles next to a fraction of any power of two are where exact arithmetic puts them', () => {
    const near = fc.tuple(fc.constantFrom(...SCHEMA_8_FRACTIONS), fc.integer({ min: -1070, max: 1023 }));
    fc.assert(
      fc.property(near, ([fraction, exponent]) => {
        const value = fraction * 2 ** exponent;
        expect(bucketIndex(value, schema)).toBe(slowIndex(value, schema));
        expect(bucketIndex(nextUp(value), schema)).toBe(slowIndex(nextUp(value), schema));
      }),
      { numRuns: 1000 },
    );
  });

  test('every subnormal double near zero is where exact arithmetic puts it', () => {
    const wrong = Array.from({ length: 600 }, (_, i) => (i + 1) * Number.MIN_VALUE).filter(
      (value) => bucketIndex(value, schema) !== slowIndex(value, schema),
    );
    expect(wrong).toEqual([]);
  });

  test('infinities are one bucket above the largest double', () => {
    const highest = bucketIndex(Number.MAX_VALUE, schema);
    expect(highest).toBe(last);
    expect(bucketIndex(Number.POSITIVE_INFINITY, schema)).toBe(highest + 1);
    expect(bucketIndex(Number.NEGATIVE_INFINITY, schema)).toBe(highest + 1);
  });

  test('an index lowered by one schema is the index in that schema', () => {
    if (schema === MIN_SCHEMA) return;
    const value = fc.double({ min: Number.MIN_VALUE, noNaN: true });
    fc.assert(
      fc.property(value, (v) => coarser(bucketIndex(v, schema), 1) === bucketIndex(v, schema - 1)),
      { numRuns: 1000 },
    );
  });
});

test('zero and NaN are in no bucket', () => {
  expect(() => bucketIndex(0, 3)).toThrow(new RangeError('0 belongs to no exponential bucket.'));
  expect(() => bucketIndex(Number.NaN, 3)).toThrow(new RangeError('NaN belongs to no exponential bucket.'));
});
