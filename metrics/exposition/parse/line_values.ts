import { LINE_END, SPACE } from './characters.ts';
import { readNumber, readWhole } from './numbers.ts';
import type { Scanner } from './scanner.ts';

/** The latest time that a Date can have, in milliseconds since 1970. */
const LATEST = 8.64e15;

/** Reads a value. Throws a PageError. */
export function readValue(scanner: Scanner): number {
  const at = scanner.at;
  const value = readNumber(scanner.takeWord());
  return value ?? scanner.fail('a number', at);
}

/** Reads a timestamp of the text format: milliseconds since 1970. Throws a PageError. */
export function readTextTimestamp(scanner: Scanner): number {
  const at = scanner.at;
  const timestamp = readWhole(scanner.takeWord());
  if (timestamp === null || timestamp > LATEST)
    scanner.fail('a timestamp in whole milliseconds since 1970', at);
  return timestamp;
}

/** Reads a time of OpenMetrics: seconds since 1970, with fractions. Throws a PageError. */
export function readSeconds(scanner: Scanner): number {
  const at = scanner.at;
  const seconds = readNumber(scanner.takeWord());
  if (seconds === null || !(Math.abs(seconds * 1000) <= LATEST))
    scanner.fail('a time in seconds since 1970', at);
  return seconds;
}

/** Seconds as milliseconds. */
export function inMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** Passes a space if one is next, and not the end of the line. Throws a PageError where it is neither. */
export function passSpace(scanner: Scanner, expected: string): boolean {
  if (scanner.code === LINE_END || scanner.isAtEnd) return false;
  scanner.pass(SPACE, expected);
  return true;
}
