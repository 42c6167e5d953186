const DAY_MS = 24 * 3_600_000;

/** When a digest goes out. */
export interface DailyTime {
  /** The time of day, `HH:MM`. */
  readonly at: string;
  /** Whose time of day it is: a name of the IANA time zone database. */
  readonly time_zone: string;
}

/**
 * The moment, in milliseconds since 1970, of the digest that is due at `now`; null where none is. That is the newest whose time has
 * come and that is later than `since`, on a day on which none has gone out: `last` is the moment of the one before, null for none.
 */
export function dueDigest(now: number, daily: DailyTime, since: number, last: number | null): number | null {
  const today = localDay(now, daily.time_zone);
  for (const day of [today, dayBefore(today)]) {
    const moment = digestMoment(day, daily);
    if (moment === null || moment > now || moment <= since) continue;
    return last === null || localDay(last, daily.time_zone) < day ? moment : null;
  }
  return null;
}

/**
 * The moment of a local day (`YYYY-MM-DD`) at which its digest goes out: the first at which clocks show the time. Where clocks are put
 * forward over it, that is when they are; where that is the next day already, the end of the day. Null where the calendar
 * leaves the day out, as Samoa's left out 2011-12-30.
 */
export function digestMoment(day: string, { at, time_zone }: DailyTime): number | null {
  const shown = Date.parse(`${day}T${at}:00Z`);
  const [before, after] = [offsetAt(shown - DAY_MS, time_zone), offsetAt(shown + DAY_MS, time_zone)];
  const moments = [shown - before, shown - after].filter(
    (moment) => moment + offsetAt(moment, time_zone) === shown,
  );
  const moment =
    moments.length > 0 ? Math.min(...moments) : changeBetween(shown - after, shown - before, time_zone);
  if (localDay(moment, time_zone) === day) return moment;
  return localDay(moment - 1, time_zone) === day ? moment - 1 : null;
}

/** The day that it is somewhere at a moment, as `YYYY-MM-DD`. */
export function localDay(moment: number, timeZone: string): string {
  return new Date(moment + offsetAt(moment, timeZone)).toISOString().slice(0, 10);
}

/** The first millisecond with another offset than `from` has, up to `to`. */
function changeBetween(from: number, to: number, timeZone: string): number {
  const offset = offsetAt(from, timeZone);
  let [same, other] = [from, to];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(middle, timeZone) === offset) same = middle;
    else other = middle;
  }
  return other;
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of a time zone are ahead of UTC at a moment, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  const parts: Record<string, string> = {};
  for (const { type, value } of clockOf(timeZone).formatToParts(moment)) parts[type] = value;
  const { year, month, day, hour, minute, second } = parts;
  return (
    Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.floor(moment / 1000) * 1000
  );
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  clocks.set(timeZone, clock);
  return clock;
}
