import { SCHEMA_8_FRACTIONS } from './bounds_table.ts';

/** The coarsest schema: buckets grow by 2^16. */
export const MIN_SCHEMA = -4;
/** The finest schema: buckets grow by 2^(1/256), 0.27 %. */
export const MAX_SCHEMA = 8;

const PER_OCTAVE = SCHEMA_8_FRACTIONS.length;
/** Schema 8's bucket of the largest double; the one after it holds the infinities. */
const LAST_FINITE = 1024 * PER_OCTAVE;

// A cell is a 512th of an octave, narrower than the closest two fractions: at most one of them lies within it.
const CELL_BITS = 9;
const HIGH_MANTISSA_BITS = 20;
const HIGH_MANTISSA = (1 << HIGH_MANTISSA_BITS) - 1;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
// Which half of a double comes first in memory depends on the processor.
double[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;

/** Per cell, how many fractions lie below its start. */
const below = new Uint16Array(1 << CELL_BITS);
/** The mantissas of the fractions; the one past the last exceeds every mantissa. */
const highBounds = new Int32Array(PER_OCTAVE + 1).fill(HIGH_MANTISSA + 1);
const lowBounds = new Uint32Array(PER_OCTAVE + 1);

SCHEMA_8_FRACTIONS.forEach((fraction, index) => {
  double[0] = fraction;
  highBounds[index] = (words[HIGH] ?? 0) & HIGH_MANTISSA;
  lowBounds[index] = words[LOW] ?? 0;
});
below.forEach((_, cell) => {
  const start = (1 + cell / below.length) / 2;
  below[cell] = SCHEMA_8_FRACTIONS.filter((fraction) => fraction < start).length;
});

/**
 * The index of the bucket that holds an observation; upper bounds are inclusive and index 0 ends at 1. Exact
 * for every double, subnormal ones included; the sign is ignored, since negative buckets mirror the positive.
 * An infinity has a bucket of its own, one above that of the largest double, as in client_golang.
 *
 * Formula: Prometheus, «Native histograms», sections «Schema» and «Buckets»; schemas from −4 to 8.
 * Throws a RangeError for 0 and NaN, which belong to no bucket.
 */
export function bucketIndex(value: number, schema: number): number {
  double[0] = value;
  const high = words[HIGH] as number;
  const exponent = (high >>> HIGH_MANTISSA_BITS) & 0x7ff;
  if (exponent === 0 || exponent === 0x7ff) return unusualIndex(value, schema);
  return coarser(
    indexInOctave(high, words[LOW] as number) + (exponent - 1023) * PER_OCTAVE,
    MAX_SCHEMA - schema,
  );
}

/**
 * The inclusive upper bound of a bucket, equal to the double that client_golang takes for it. The bucket of the
 * largest double ends there rather than at 2^1024, so that the one above is left to infinities; it ends at
 * +Infinity. Lower bounds are the upper bounds of the index before.
 */
export function upperBound(index: number, schema: number): number {
  const finest = index * 2 ** (MAX_SCHEMA - schema);
  if (finest >= LAST_FINITE) return finest === LAST_FINITE ? Number.MAX_VALUE : Number.POSITIVE_INFINITY;
  const fraction = SCHEMA_8_FRACTIONS[finest & (PER_OCTAVE - 1)] ?? 0;
  const exponent = Math.floor(finest / PER_OCTAVE);
  // Halves and doubles keep each factor representable, so that only the product is rounded, once.
  return exponent > 0 ? 2 * fraction * 2 ** exponent : fraction * 2 ** (exponent + 1);
}

/** The index after lowering the schema by `steps`: each step unites the buckets 2k − 1 and 2k in k. */
export function coarser(index: number, steps: number): number {
  return (index + (1 << steps) - 1) >> steps;
}

/** How many of schema 8's fractions lie below a mantissa; free of branches that no processor could predict. */
function indexInOctave(high: number, low: number): number {
  const mantissa = high & HIGH_MANTISSA;
  const index = below[mantissa >>> (HIGH_MANTISSA_BITS - CELL_BITS)] as number;
  const bound = highBounds[index] as number;
  if (mantissa === bound) return low > (lowBounds[index] as number) ? index + 1 : index;
  return index + ((bound - mantissa) >>> 31);
}

function unusualIndex(value: number, schema: number): number {
  if (value === 0 || Number.isNaN(value)) throw new RangeError(`${value} belongs to no exponential bucket.`);
  if (!Number.isFinite(value)) return coarser(LAST_FINITE, MAX_SCHEMA - schema) + 1;
  // A subnormal number has no implicit leading bit until it is scaled up; 2^64 scales exactly.
  return coarser(bucketIndex(value * 2 ** 64, MAX_SCHEMA) - 64 * PER_OCTAVE, MAX_SCHEMA - schema);
}
