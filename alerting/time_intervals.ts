import {
  type Hours,
  type Maintenance,
  type Mute,
  WEEKDAYS,
  type Weekday,
} from '../definition/notify/times.ts';
import type { Notify } from '../definition/notify.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1440;

/** One of several times that an interval consists of, as Alertmanager takes it; the end is exclusive. */
export interface TimeSpec {
  readonly times?: readonly [{ readonly start_time: string; readonly end_time: string }];
  readonly weekdays?: readonly Weekday[];
  readonly days_of_month?: readonly string[];
  readonly months?: readonly string[];
  readonly years?: readonly string[];
  readonly location?: string;
}

/** A named interval of Alertmanager, in which routes may be mute. */
export interface TimeInterval {
  readonly name: string;
  readonly time_intervals: readonly TimeSpec[];
}

/** Every interval that routes may name, from `notify.mute` and `notify.maintenance`. */
export function timeIntervals({ mute, maintenance }: Notify): TimeInterval[] {
  return [
    ...mute.map((one) => ({ name: one.name, time_intervals: weeklySpecs(one) })),
    ...maintenance.map((one, index) => ({
      name: maintenanceName(index),
      time_intervals: datedSpecs(one),
    })),
  ];
}

/** What the interval of an entry of `notify.maintenance` is called, by its index. */
export function maintenanceName(index: number): string {
  return `maintenance-${index + 1}`;
}

/** Times of the week. Alertmanager knows none over midnight, so that such a time is two, the second a day later. */
export function weeklySpecs({ times, time_zone: location }: Pick<Mute, 'times' | 'time_zone'>): TimeSpec[] {
  return times.flatMap(({ weekdays, between = { from: 0, to: DAY_MINUTES } }) =>
    withinDays(between).map(({ from, to, later }) => ({
      ...(from > 0 || to < DAY_MINUTES ? { times: [timesOf(from, to)] as const } : {}),
      ...(weekdays && { weekdays: later ? weekdays.map(dayAfter) : weekdays }),
      location,
    })),
  );
}

function withinDays({ from, to }: Hours): readonly (Hours & { readonly later: boolean })[] {
  if (from < to) return [{ from, to, later: false }];
  const evening = { from, to: DAY_MINUTES, later: false };
  return to === 0 ? [evening] : [evening, { from: 0, to, later: true }];
}

function dayAfter(day: Weekday): Weekday {
  return WEEKDAYS[(WEEKDAYS.indexOf(day) + 1) % WEEKDAYS.length] ?? day;
}

/** Dates, in UTC and whole minutes: the rest of the first day, whole days by month, the beginning of the last day. */
export function datedSpecs({ from, to }: Pick<Maintenance, 'from' | 'to'>): TimeSpec[] {
  const start = Math.floor(from / MINUTE_MS) * MINUTE_MS;
  const end = Math.ceil(to / MINUTE_MS) * MINUTE_MS;
  const firstMidnight = Math.ceil(start / DAY_MS) * DAY_MS;
  const lastMidnight = Math.floor(end / DAY_MS) * DAY_MS;
  if (firstMidnight > lastMidnight) return [partOfDay(start, end)];
  return [
    ...(start < firstMidnight ? [partOfDay(start, firstMidnight)] : []),
    ...wholeDays(firstMidnight, lastMidnight),
    ...(lastMidnight < end ? [partOfDay(lastMidnight, end)] : []),
  ];
}

function partOfDay(start: number, end: number): TimeSpec {
  const midnight = Math.floor(start / DAY_MS) * DAY_MS;
  const minutes = (instant: number) => (instant - midnight) / MINUTE_MS;
  return { times: [timesOf(minutes(start), minutes(end))], ...datesOf(start, start) };
}

function wholeDays(from: number, to: number): TimeSpec[] {
  if (from >= to) return [];
  const first = new Date(from);
  const nextMonth = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1);
  const end = Math.min(to, nextMonth);
  return [datesOf(from, end - DAY_MS), ...wholeDays(end, to)];
}

// Both in the same month.
function datesOf(first: number, last: number) {
  const [from, to] = [new Date(first), new Date(last)];
  const days = [from.getUTCDate(), to.getUTCDate()];
  return {
    days_of_month: [days[0] === days[1] ? `${days[0]}` : days.join(':')],
    months: [`${from.getUTCMonth() + 1}`],
    years: [`${from.getUTCFullYear()}`],
  };
}

function timesOf(from: number, to: number) {
  return { start_time: timeOfDay(from), end_time: timeOfDay(to) };
}

function timeOfDay(minutes: number): string {
  const padded = (value: number) => String(value).padStart(2, '0');
  return `${padded(Math.floor(minutes / 60))}:${padded(minutes % 60)}`;
}
