import { z } from 'zod';
import { isTimeZone } from '../../exporter/notifications/settings.ts';
import { identifier } from '../../exporter/sources/common.ts';
import { severities } from './severities.ts';

/** Days of the week in the order of a calendar that begins on Monday; the words are Alertmanager's. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const DAY_MS = 86_400_000;
// A maintenance that lasts longer is a mistake in a date.
const LONGEST_MAINTENANCE_MS = 366 * DAY_MS;
const MOST_ENTRIES = 100;

// How names in the time zone database are written, which Go takes literally: JavaScript takes Asia/kolkata and PST, too.
const ZONE_WORD = String.raw`(?:[A-Z][a-z]+(?:[A-Z][A-Za-z]+)*|[A-Z]{2,3}|GMT[+-]?\d+|of|es|au)`;
const ZONE = new RegExp(
  `^(?:UTC|GMT|[CEMW]ET|[EHM]ST|[A-Z][a-z]{3,}|(?:US|[A-Z][a-z]{2,})(?:/${ZONE_WORD}(?:[_-]${ZONE_WORD})*)+)$`,
);

const days = 'days such as monday-friday, saturday or [saturday, sunday]';
const hours = 'a time of day and one when it ends, such as 22:00-07:00';
const moment = 'a moment such as "2026-12-01 22:00", which is in UTC, or 2026-12-01T22:00:00+01:00';
const why = 'a sentence that says what is done';
const muteName = 'a name such as nights, of a to z, 0 to 9 and "-", that does not begin with "maintenance"';

/** Part of a day, in minutes since its midnight. Where `to` is not above `from`, it ends on the next day. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

const dayRange = z
  .string({ error: days })
  .transform((text, context): Weekday[] => {
    const range = daysOf(text);
    if (range.length === 0) context.issues.push({ code: 'custom', message: days, input: text });
    return range;
  })
  .meta({ description: 'A day, or days from one to another.' });

const weekdays = z
  .union([dayRange, z.array(dayRange).min(1, { error: days })], { error: days })
  .transform((value) => {
    const all = new Set<Weekday>(value.flat());
    return WEEKDAYS.filter((day) => all.has(day));
  });

const between = z
  .string({ error: hours })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d ?- ?(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: hours, abort: true })
  .transform((text): Hours => {
    const [from = 0, to = 0] = text.split('-').map(minutesOf);
    return { from, to };
  })
  .refine(({ from, to }) => from !== to, {
    error: '00:00-24:00 for the whole day',
    params: { is: 'no time at all' },
  });

/** Schema of one entry of `notify.mute`: times of the week at which alerts wait. */
export const mute = z.strictObject({
  name: z
    .string({ error: muteName })
    .regex(/^(?!maintenance)[a-z][a-z0-9-]{0,39}$/, { error: muteName })
    .describe('What it is called; overrides name it.'),
  severities: severities('warning', 'info').describe(
    'The severities that wait; warning and info unless given.',
  ),
  times: z
    .array(
      z
        .strictObject({
          weekdays: weekdays.optional().describe('On which days it begins; every day unless given.'),
          between: between.optional().describe('Between which times of day; all day unless given.'),
        })
        .refine((value) => value.weekdays !== undefined || value.between !== undefined, {
          error: '`weekdays`, `between` or both',
          params: { is: 'empty' },
        }),
    )
    .min(1, { error: 'at least one time' })
    .max(MOST_ENTRIES)
    .describe('When they wait. A time over midnight belongs to the day on which it begins.'),
  time_zone: z
    .string()
    .refine(isZoneOfAlertmanager, {
      error: 'a time zone such as Europe/Berlin',
      params: { is: 'unknown' },
    })
    .default('UTC')
    .describe('Whose time of day it is.'),
  everywhere: z
    .boolean({ error: 'true or false' })
    .default(true)
    .describe('Whether it holds for all alerts; otherwise only where an override names it.'),
});

const instant = z
  .string({ error: moment })
  .transform((text, context) => {
    const value = instantOf(text);
    if (value !== null) return value;
    context.issues.push({ code: 'custom', message: moment, params: { is: 'no moment' }, input: text });
    return z.NEVER;
  })
  .meta({ description: 'A date and a time.' });

/** Schema of one entry of `notify.maintenance`: dates between which nobody is told. Its moments are milliseconds. */
export const maintenance = z
  .strictObject({
    from: instant.describe('When it begins.'),
    to: instant.describe('When it is over.'),
    service: identifier.optional().describe('Only alerts of this service; all alerts unless given.'),
    reason: z
      .string({ error: why })
      .min(1, { error: why })
      .describe('What is done, for whoever reads this later.'),
  })
  .refine(({ from, to }) => from < to, {
    error: 'a moment after `from`',
    path: ['to'],
    params: { is: 'not after `from`' },
  })
  .refine(({ from, to }) => to - from <= LONGEST_MAINTENANCE_MS, {
    error: 'at most 366 days after `from`',
    path: ['to'],
    params: { is: 'too far away' },
  });

export const mutes = z.array(mute).max(MOST_ENTRIES);
export const maintenances = z.array(maintenance).max(MOST_ENTRIES);

export type Mute = z.output<typeof mute>;
export type Maintenance = z.output<typeof maintenance>;

// `fri-mon` goes over the weekend.
function daysOf(text: string): Weekday[] {
  const ends = text.split('-').map((word) => WEEKDAYS.findIndex((day) => isDay(word.trim(), day)));
  const [first = -1, last = first] = ends;
  if (ends.length > 2 || ends.includes(-1)) return [];
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => WEEKDAYS[(first + index) % 7] ?? 'monday');
}

function isDay(word: string, day: Weekday): boolean {
  return word.toLowerCase() === day || word.toLowerCase() === day.slice(0, 3);
}

// Alertmanager refuses the whole file where it does not know a zone.
function isZoneOfAlertmanager(name: string): boolean {
  if (!ZONE.test(name) || !isTimeZone(name)) return false;
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
  return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
}

function minutesOf(text: string): number {
  const [hour, minute] = text.trim().split(':').map(Number);
  return Number(hour) * 60 + Number(minute);
}

const INSTANT =
  /^(?<date>\d{4}-(?:0[1-9]|1[0-2])-\d{2})[T ](?<time>(?:[01]\d|2[0-3]):[0-5]\d)(?<seconds>:[0-5]\d)?(?<zone>Z|[+-]\d{2}:\d{2})?$/;

function instantOf(text: string): number | null {
  const { date, time, seconds = ':00', zone = 'Z' } = INSTANT.exec(text)?.groups ?? {};
  if (date === undefined || !isDate(date)) return null;
  const value = Date.parse(`${date}T${time}${seconds}${zone}`);
  return Number.isNaN(value) ? null : value;
}

// JavaScript takes the 30th of February for the 2nd of March.
function isDate(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}
