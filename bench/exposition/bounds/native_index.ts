const EXPONENT_BIAS = 1023;
const PER_OCTAVE = 8;

// Upper bounds of schema 3 within [1, 2), by their rank; 2 ** (k / 8) is exact enough for what a bound needs.
const FRACTIONS = Float64Array.from({ length: PER_OCTAVE + 1 }, (_, k) => 2 ** (k / PER_OCTAVE));
// How many fractions lie below each 64th of the octave; one comparison decides the rest.
const FIRST = Uint8Array.from({ length: 64 }, (_, slot) =>
  FRACTIONS.findIndex((bound) => 1 + slot / 64 <= bound),
);

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

/** The index of a positive value's bucket in schema 3. */
export function nativeIndex(value: number): number {
  scratch[0] = value;
  const high = words[1] as number;
  const exponent = (high >>> 20) - EXPONENT_BIAS;
  words[1] = (high & 0xfffff) | (EXPONENT_BIAS << 20);
  const first = FIRST[(high >>> 14) & 63] as number;
  const beyond = (scratch[0] as number) > (FRACTIONS[first] as number) ? 1 : 0;
  return exponent * PER_OCTAVE + first + beyond;
}

/** Indexes that the bounds have room for: values from 0.0003 to 16. */
export const NATIVE_FROM = -96;
export const NATIVE_ROOM = 128;
