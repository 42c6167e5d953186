import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDuration } from '../conventions/quantities.ts';

/** Periods of objectives. */
export const PERIODS = ['7d', '28d', '30d', '90d'] as const;
export type Period = (typeof PERIODS)[number];

/** A stretch of time, as it is written and in milliseconds. */
export interface Window {
  readonly text: string;
  readonly milliseconds: number;
}

/** A condition of an alert: the burn rate is above this over both windows. */
export interface WindowPair {
  readonly burnRate: number;
  /** Says that it matters. */
  readonly long: Window;
  /** Says that it still goes on. */
  readonly short: Window;
}

/** Pairs for one period, the fastest first: any of `page` wakes somebody, any of `ticket` is for working hours. */
export interface PeriodWindows {
  readonly page: readonly WindowPair[];
  readonly ticket: readonly WindowPair[];
}

const window = z.string().transform((text, context): Window => {
  const milliseconds = parseDuration(text);
  if (milliseconds !== null) return { text, milliseconds };
  context.issues.push({ code: 'custom', message: 'a duration such as 5m', input: text });
  return z.NEVER;
});

const pair = z
  .strictObject({ burn_rate: z.number().gte(1), long: window, short: window })
  .refine(({ long, short }) => isTwelfth(short, long), {
    error: 'short: a twelfth of long, or a little more',
  })
  .transform(({ burn_rate, long, short }): WindowPair => ({ burnRate: burn_rate, long, short }));

const schema = z.record(
  z.enum(PERIODS),
  z.strictObject({ page: z.array(pair).nonempty(), ticket: z.array(pair).nonempty() }),
);

/**
 * Reads the text of a windows.yml. Throws a ZodError where a period is missing, or a number cannot be right.
 */
export function readWindows(text: string): Readonly<Record<Period, PeriodWindows>> {
  return schema.parse(parse(text));
}

/** The windows of windows.yml, which names their source. */
export const WINDOWS = readWindows(readFileSync(new URL('windows.yml', import.meta.url), 'utf8'));

/** Every window that objectives of a period are looked at over, the period itself among them; each once, as it is written. */
export function windowsOf(period: Period): string[] {
  const { page, ticket } = WINDOWS[period];
  const texts = [...page, ...ticket].flatMap(({ long, short }) => [long.text, short.text]);
  return [...new Set([...texts, period])];
}

/** A period as a window. */
export function windowOf(period: Period): Window {
  return window.parse(period);
}

function isTwelfth(short: Window, long: Window): boolean {
  const share = short.milliseconds / long.milliseconds;
  return share >= 1 / 12 && share <= 1 / 7;
}
