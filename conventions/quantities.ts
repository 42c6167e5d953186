import { z } from 'zod';

// Largest first, so that formatting picks the largest unit that divides evenly.
const DURATION_UNITS = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

const SIZE_UNITS: Record<string, number> = {
  B: 1,
  KB: 1_000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  TB: 1_000_000_000_000,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
  TiB: 1_099_511_627_776,
};

const DURATION_PATTERN = /^(?:(?:\d+(?:\.\d+)?)(?:ms|[smhdw]))+$/;
const PERCENTAGE_PATTERN = /^\d+(?:\.\d+)?\s?%$/;
const SIZE_PATTERN = /^\d+(?:\.\d+)?\s?(?:[KMGT]i?)?B$/;

/** Milliseconds of a duration as people write it: `250ms`, `2s`, `1h30m`. Null where the text is none. */
export function parseDuration(text: string): number | null {
  if (!DURATION_PATTERN.test(text)) return null;
  let milliseconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) {
    const factor = DURATION_UNITS.find(([name]) => name === unit)?.[1] ?? Number.NaN;
    milliseconds += Number(amount) * factor;
  }
  // 0.1 + 0.2 seconds must not become 300.00000000000006 milliseconds.
  return Number(milliseconds.toPrecision(15));
}

/**
 * A duration in Prometheus's own notation, in one unit: 300000 → `5m`, 90000 → `90s`.
 * Throws a RangeError below one millisecond, which Prometheus cannot express.
 */
export function formatDuration(milliseconds: number): string {
  for (const [unit, factor] of DURATION_UNITS) {
    if (milliseconds >= factor && milliseconds % factor === 0) return `${milliseconds / factor}${unit}`;
  }
  if (milliseconds === 0) return '0s';
  throw new RangeError(`A duration is a whole number of milliseconds, not ${milliseconds} ms.`);
}

/** The ratio of a percentage: `99.9%` → 0.999. Null where the text is none. */
export function parsePercentage(text: string): number | null {
  if (!PERCENTAGE_PATTERN.test(text)) return null;
  // Dividing the shortest decimal keeps 99.9 % at 0.999 rather than 0.9990000000000001.
  return Number((Number.parseFloat(text) / 100).toPrecision(15));
}

/** A ratio as a percentage: 0.999 → `99.9%`. */
export function formatPercentage(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(12))}%`;
}

/** Bytes of a size: `10MB` → 10 000 000, `1KiB` → 1024. Null where the text is none. */
export function parseSize(text: string): number | null {
  if (!SIZE_PATTERN.test(text)) return null;
  const unit = text.replace(/^[\d.]+\s?/, '');
  return Math.round(Number.parseFloat(text) * (SIZE_UNITS[unit] ?? Number.NaN));
}

/** Schema: a duration such as `30s`; its value is milliseconds, at least one, at most ten years. */
export const duration = quantity(
  'a duration such as "30s", "5m" or "1h30m"',
  DURATION_PATTERN,
  parseDuration,
  (milliseconds) => Number.isInteger(milliseconds) && milliseconds >= 1 && milliseconds <= 315_360_000_000,
  'a duration of whole milliseconds, from "1ms" to "3650d"',
);

/** Schema: a duration, or `0s` for none; its value is milliseconds. */
export const durationOrNone = quantity(
  'a duration such as "30s", "5m" or "1h30m"',
  DURATION_PATTERN,
  parseDuration,
  (milliseconds) => Number.isInteger(milliseconds) && milliseconds <= 315_360_000_000,
  'a duration of whole milliseconds, from "0s" to "3650d"',
);

/** Schema: a percentage such as `5%`; its value is the ratio, 0 to 1. */
export const percentage = quantity(
  'a percentage such as "5%" or "99.9%"',
  PERCENTAGE_PATTERN,
  parsePercentage,
  (ratio) => ratio >= 0 && ratio <= 1,
  'a percentage between "0%" and "100%"',
);

/** Schema: a size such as `10MB` or `1GiB`; its value is bytes, at least one. */
export const size = quantity(
  'a size such as "10MB" or "1GiB"',
  SIZE_PATTERN,
  parseSize,
  (bytes) => bytes >= 1 && bytes <= Number.MAX_SAFE_INTEGER,
  'a size of at least "1B"',
);

function quantity(
  expectation: string,
  pattern: RegExp,
  parse: (text: string) => number | null,
  within: (value: number) => boolean,
  range: string,
) {
  return z
    .string({ error: expectation })
    .regex(pattern, { error: expectation, abort: true })
    .meta({ description: `${expectation[0]?.toUpperCase()}${expectation.slice(1)}.` })
    .transform((text, context) => {
      const value = parse(text);
      if (value !== null && within(value)) return value;
      context.issues.push({ code: 'custom', message: range, params: { is: 'out of range' }, input: text });
      return z.NEVER;
    });
}
