import { SCHEMA_8_FRACTIONS } from '../bounds_table.ts';
import type { SpannedBuckets } from '../spans.ts';

const view = new DataView(new ArrayBuffer(8));

/** The next larger double of a positive one. */
export function nextUp(value: number): number {
  view.setFloat64(0, value);
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return view.getFloat64(0);
}

/** A positive double as mantissa · 2^exponent. */
export function exactly(value: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return exponent === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: exponent - 1075 };
}

/**
 * The bucket of a positive finite value, slowly: whole numbers only, one bound after the other, from the bound
 * at the power of two below.
 */
export function slowIndex(value: number, schema: number): number {
  const { mantissa, exponent } = exactly(value);
  const octave = mantissa.toString(2).length - 1 + exponent;
  const perStep = schema < 0 ? 2 ** -schema : 1;
  let index = schema < 0 ? Math.floor(octave / perStep) : octave * 2 ** schema;
  // All in units of 2^−1200, below every bound.
  const scaled = mantissa << BigInt(exponent + 1200);
  while (scaled > scaledBound(index, schema)) index += 1;
  return index;
}

function scaledBound(index: number, schema: number): bigint {
  if (schema < 0) return 1n << BigInt(index * 2 ** -schema + 1200);
  const perOctave = 2 ** schema;
  const octave = Math.floor(index / perOctave);
  const fraction = SCHEMA_8_FRACTIONS[(index - octave * perOctave) * 2 ** (8 - schema)] ?? 0;
  return BigInt(fraction * 2 ** 53) << BigInt(octave + 1 - 53 + 1200);
}

/** Index and count of each bucket that spans and deltas describe, empty ones included. */
export function decoded({ spans, deltas }: SpannedBuckets): [index: number, count: number][] {
  const buckets: [number, number][] = [];
  let next = 0;
  let count = 0;
  for (const { offset, length } of spans) {
    next += offset;
    for (let i = 0; i < length; i++) {
      count += deltas[buckets.length] ?? Number.NaN;
      buckets.push([next, count]);
      next += 1;
    }
  }
  return buckets;
}
