import { firstByteOf, specialsOf, WORD } from './words.ts';

/** Bytes of JSON texts in UTF-8 (RFC 8259). All of them are ASCII, and no part of another character looks like one of them. */
export const QUOTE = 34;
export const BACKSLASH = 92;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const LOWER_CASE = 32;
const LETTER_A = 97;
const LETTER_E = 101;
const LETTER_F = 102;
const LETTER_U = 117;

const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));
const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

// Views that are read here must go on behind `to`, by PADDING.

/** Where a string ends whose opening quote is before `from`, behind its closing one; −1 where none ends before `to`. */
export function endOfString(view: DataView, from: number, to: number): number {
  for (let at = from; at < to; ) {
    const specials = specialsOf(view.getInt32(at, true));
    if (specials === 0) {
      at += WORD;
      continue;
    }
    at += firstByteOf(specials);
    const byte = view.getUint8(at);
    if (byte === QUOTE) return at < to ? at + 1 : -1;
    if (byte !== BACKSLASH) return -1;
    at = endOfEscape(view, at, to);
    if (at === -1) return -1;
  }
  return -1;
}

/** Where an escape ends that begins here; −1 where it does not, or is none. */
function endOfEscape(view: DataView, from: number, to: number): number {
  const escaped = from + 1 < to ? view.getUint8(from + 1) : -1;
  if (ESCAPED.has(escaped)) return from + 2;
  if (escaped !== LETTER_U || from + 6 > to) return -1;
  for (let at = from + 2; at < from + 6; at += 1) {
    const byte = view.getUint8(at);
    const letter = byte | LOWER_CASE;
    if (!isDigit(byte) && (letter < LETTER_A || letter > LETTER_F)) return -1;
  }
  return from + 6;
}

/** Where a number ends that begins here, as far as it goes; −1 where none does. */
export function endOfNumber(view: DataView, from: number, to: number): number {
  const first = view.getUint8(from) === MINUS ? from + 1 : from;
  let at = endOfDigits(view, first, to);
  if (at === first || (view.getUint8(first) === ZERO && at > first + 1)) return -1;
  if (at < to && view.getUint8(at) === POINT) {
    const fraction = at + 1;
    at = endOfDigits(view, fraction, to);
    if (at === fraction) return -1;
  }
  if (at >= to || (view.getUint8(at) | LOWER_CASE) !== LETTER_E) return at;
  const sign = at + 1;
  const hasSign = sign < to && (view.getUint8(sign) === PLUS || view.getUint8(sign) === MINUS);
  const exponent = hasSign ? sign + 1 : sign;
  at = endOfDigits(view, exponent, to);
  return at === exponent ? -1 : at;
}

/** Where `true`, `false` or `null` ends that begins here; −1 where none does. */
export function endOfWord(view: DataView, from: number, to: number): number {
  for (const word of WORDS) {
    if (startsWith(view, from, to, word)) return from + word.length;
  }
  return -1;
}

/** Powers of ten, as far as they are needed: all of them are doubles. */
const POWERS = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
/** So many characters hold no more digits than a double is exact for. */
const MOST_EXACT = 15;

/** The number that is written here, which must be one of JSON: the double next to it, as JSON.parse would have it. */
export function numberAt(bytes: Buffer, view: DataView, from: number, to: number): number {
  if (to - from > MOST_EXACT) return Number(bytes.toString('latin1', from, to));
  let digits = 0;
  let point = to;
  const isNegative = view.getUint8(from) === MINUS;
  for (let at = isNegative ? from + 1 : from; at < to; at += 1) {
    const byte = view.getUint8(at);
    if (isDigit(byte)) digits = digits * 10 + (byte - ZERO);
    else if (byte === POINT) point = at + 1;
    else return Number(bytes.toString('latin1', from, to));
  }
  // Both are exact, so that their quotient is rounded once (Clinger, «How to read floating point numbers accurately», 1990).
  const size = point === to ? digits : digits / (POWERS[to - point] as number);
  return isNegative ? -size : size;
}

function endOfDigits(view: DataView, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(view.getUint8(at))) at += 1;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function startsWith(view: DataView, from: number, to: number, word: Buffer): boolean {
  if (to - from < word.length) return false;
  for (let index = 0; index < word.length; index += 1) {
    if (view.getUint8(from + index) !== word[index]) return false;
  }
  return true;
}
