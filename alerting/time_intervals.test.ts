import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Hours, WEEKDAYS, type Weekday } from '../definition/notify/times.ts';
import { datedSpecs, type TimeSpec, weeklySpecs } from './time_intervals.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const DAY_MINUTES = 1440;

describe('times of the week', () => {
  test('that end on the day on which they begin stay one', () => {
    expect(weekly({ weekdays: ['saturday'], between: { from: 360, to: 1440 } })).toEqual([
      { times: [{ start_time: '06:00', end_time: '24:00' }], weekdays: ['saturday'], location: 'UTC' },
    ]);
  });

  test('over midnight become two, the second a day later', () => {
    expect(weekly({ weekdays: ['friday', 'sunday'], between: { from: 1320, to: 450 } })).toEqual([
      {
        times: [{ start_time: '22:00', end_time: '24:00' }],
        weekdays: ['friday', 'sunday'],
        location: 'UTC',
      },
      {
        times: [{ start_time: '00:00', end_time: '07:30' }],
        weekdays: ['saturday', 'monday'],
        location: 'UTC',
      },
    ]);
  });

  test('until midnight have no second part', () => {
    expect(weekly({ between: { from: 1320, to: 0 } })).toEqual([
      { times: [{ start_time: '22:00', end_time: '24:00' }], location: 'UTC' },
    ]);
  });

  test('of whole days have no times', () => {
    expect(weekly({ weekdays: ['sunday'] })).toEqual([{ weekdays: ['sunday'], location: 'UTC' }]);
  });

  test('hold from the minute at which they begin until the one at which they end', () => {
    const minuteOfDay = fc.integer({ min: 0, max: DAY_MINUTES - 1 });
    const hours = fc
      .record({ from: minuteOfDay, to: fc.integer({ min: 0, max: DAY_MINUTES }) })
      .filter(({ from, to }) => from !== to);
    fc.assert(
      fc.property(
        fc.subarray([...WEEKDAYS], { minLength: 1 }),
        hours,
        anyMinute(),
        (weekdays, between, now) => {
          expect(holds(weekly({ weekdays, between }), now)).toBe(isWithin(between, weekdays, now));
        },
      ),
    );
  });
});

describe('dates', () => {
  test('of one evening are one part', () => {
    expect(dated('2026-12-01T22:00Z', '2026-12-01T23:30Z')).toEqual([
      on('1', '12', '2026', '22:00', '23:30'),
    ]);
  });

  test('are split by day, and whole days taken together by month', () => {
    expect(dated('2026-12-30T22:00Z', '2027-01-03T02:30Z')).toEqual([
      on('30', '12', '2026', '22:00', '24:00'),
      { days_of_month: ['31'], months: ['12'], years: ['2026'] },
      { days_of_month: ['1:2'], months: ['1'], years: ['2027'] },
      on('3', '1', '2027', '00:00', '02:30'),
    ]);
  });

  test('from midnight to midnight are whole days', () => {
    expect(dated('2026-12-24T00:00Z', '2026-12-27T00:00Z')).toEqual([
      { days_of_month: ['24:26'], months: ['12'], years: ['2026'] },
    ]);
  });

  test('with seconds take in the minutes that they touch', () => {
    expect(dated('2026-12-01T22:00:59Z', '2026-12-01T22:01:01Z')).toEqual([
      on('1', '12', '2026', '22:00', '22:02'),
    ]);
  });

  test('hold from their first minute until the one at which they end, and at no other time', () => {
    fc.assert(
      fc.property(
        anyMinute(),
        fc.integer({ min: 1, max: 366 * DAY_MINUTES }),
        anyMinute(),
        (from, length, other) => {
          const to = from + length * MINUTE;
          const specs = datedSpecs({ from, to });
          for (const now of [from - MINUTE, from, to - MINUTE, to, other]) {
            expect(holds(specs, now)).toBe(from <= now && now < to);
          }
        },
      ),
    );
  });
});

function weekly(time: { weekdays?: Weekday[]; between?: Hours }): TimeSpec[] {
  return weeklySpecs({ times: [time], time_zone: 'UTC' });
}

function dated(from: string, to: string): TimeSpec[] {
  return datedSpecs({ from: Date.parse(from), to: Date.parse(to) });
}

function on(day: string, month: string, year: string, start: string, end: string): TimeSpec {
  return {
    times: [{ start_time: start, end_time: end }],
    days_of_month: [day],
    months: [month],
    years: [year],
  };
}

function anyMinute() {
  const years = { min: Date.UTC(2024) / MINUTE, max: Date.UTC(2030) / MINUTE };
  return fc.integer(years).map((minute) => minute * MINUTE);
}

// What the setting says, in other words: it began today, or yesterday and goes over midnight.
function isWithin({ from, to }: Hours, weekdays: readonly Weekday[], now: number): boolean {
  const length = to > from ? to - from : to + DAY_MINUTES - from;
  return [now, now - DAY].some((day) => {
    const start = Math.floor(day / DAY) * DAY + from * MINUTE;
    return weekdays.includes(weekdayOf(day)) && start <= now && now < start + length * MINUTE;
  });
}

// As https://prometheus.io/docs/alerting/latest/configuration/#time_interval defines it, in UTC.
function holds(specs: readonly TimeSpec[], now: number): boolean {
  const date = new Date(now);
  const within = (ranges: readonly string[] | undefined, value: number) =>
    ranges === undefined ||
    ranges.some((range) => {
      const [first = '', last = first] = range.split(':');
      return Number(first) <= value && value <= Number(last);
    });
  const time = date.toISOString().slice(11, 16);
  return specs.some(
    ({ times, weekdays, days_of_month, months, years }) =>
      (times?.some((one) => one.start_time <= time && time < one.end_time) ?? true) &&
      (weekdays?.includes(weekdayOf(now)) ?? true) &&
      within(days_of_month, date.getUTCDate()) &&
      within(months, date.getUTCMonth() + 1) &&
      within(years, date.getUTCFullYear()),
  );
}

function weekdayOf(instant: number): Weekday {
  return WEEKDAYS[(new Date(instant).getUTCDay() + 6) % 7] ?? 'monday';
}
