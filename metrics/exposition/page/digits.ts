/** Up to here `>> 0` and division by ten stay within what processors do fastest. */
const LARGEST = 2 ** 31 - 1;
const ZERO = 0x30;

/** Whether a number is written by `writeDigits`: a whole one from 0 to 2^31 − 1. */
export function hasPlainDigits(value: number): boolean {
  return value >= 0 && value <= LARGEST && (value | 0) === value && !Object.is(value, -0);
}

/** How many decimal digits a number has for which `hasPlainDigits` holds. */
export function digitsOf(value: number): number {
  if (value < 10_000) {
    if (value < 100) return value < 10 ? 1 : 2;
    return value < 1_000 ? 3 : 4;
  }
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  if (value < 100_000_000) return value < 10_000_000 ? 7 : 8;
  return value < 1_000_000_000 ? 9 : 10;
}

/** Writes a number for which `hasPlainDigits` holds into `width` bytes, which must be `digitsOf` it. */
export function writeDigits(bytes: Uint8Array, at: number, width: number, value: number): void {
  let rest = value | 0;
  for (let place = at + width - 1; place >= at; place -= 1) {
    const tenth = (rest / 10) | 0;
    bytes[place] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
}

/** Writes text of bytes, one per character. */
export function writeLatin1(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index += 1) bytes[at + index] = text.charCodeAt(index);
}

/** Text as its UTF-8 bytes, one per character; ASCII stays as it is. */
export function utf8Bytes(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}
