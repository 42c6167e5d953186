import { LINE_END } from './characters.ts';

/** Digits that make an exact integer however they are added up. */
const MOST_DIGITS = 15;
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
/** Powers of ten up to these digits are exact, too, so that a division rounds once, as reading the decimal does. */
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * The number that goes from a place to the end of its line: some digits, perhaps with a point, as most values are. NaN where it
 * is anything else, which may be a number, too.
 */
export function readPlainNumber(bytes: Uint8Array, from: number): number {
  let value = 0;
  let digits = 0;
  let fraction = -1;
  for (let at = from; ; at += 1) {
    const code = bytes[at] as number;
    if (code >= ZERO && code <= NINE) {
      value = value * 10 + (code - ZERO);
      digits += 1;
    } else if (code === POINT && fraction === -1) fraction = digits;
    else if (code === LINE_END && digits > 0 && digits <= MOST_DIGITS) break;
    else return Number.NaN;
  }
  return fraction === -1 ? value : value / (POWERS[digits - fraction] as number);
}
