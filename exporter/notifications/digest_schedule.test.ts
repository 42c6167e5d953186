import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestMoment, dueDigest, localDay } from './digest_schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  ['in UTC', '2026-01-01', '08:00', 'UTC', '2026-01-01T08:00:00.000Z'],
  ['in summer', '2026-07-01', '08:00', 'Europe/Berlin', '2026-07-01T06:00:00.000Z'],
  [
    'where clocks are put forward over it',
    '2026-03-29',
    '02:30',
    'Europe/Berlin',
    '2026-03-29T01:00:00.000Z',
  ],
  ['the first of two', '2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['by half an hour', '2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
  ['where a day begins at one', '2018-11-04', '00:00', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['where a day ends at eleven', '2026-03-28', '23:30', 'America/Nuuk', '2026-03-29T00:59:59.999Z'],
  ['across the date line', '2011-12-31', '08:00', 'Pacific/Apia', '2011-12-30T18:00:00.000Z'],
  ['on a day that was left out', '2011-12-30', '08:00', 'Pacific/Apia', null],
])('the moment of a digest %s', (_what, day, at, time_zone, expected) => {
  const moment = digestMoment(day, { at, time_zone });
  expect(moment === null ? null : new Date(moment).toISOString()).toBe(expected);
});

test('a digest whose time came while the exporter was down is due once, the newest only', () => {
  const daily = { at: '08:00', time_zone: 'UTC' };
  const last = Date.parse('2026-01-01T08:00:00Z');
  const back = Date.parse('2026-01-05T07:00:00Z');

  const missed = dueDigest(back, daily, last, last);

  expect(missed).toBe(Date.parse('2026-01-04T08:00:00Z'));
  expect(dueDigest(back + MINUTE, daily, back, missed)).toBeNull();
  expect(dueDigest(back + HOUR, daily, back, missed)).toBe(Date.parse('2026-01-05T08:00:00Z'));
});

test('a time that is put off on the same day brings no second digest', () => {
  const sent = Date.parse('2026-01-01T08:00:00Z');
  const evening = { at: '18:00', time_zone: 'UTC' };
  expect(dueDigest(sent + 11 * HOUR, evening, sent, sent)).toBeNull();
  expect(dueDigest(sent + 11 * HOUR + DAY, evening, sent, sent)).toBe(sent + 10 * HOUR + DAY);
});

test('the first digest is due at the next time, not at one that was before', () => {
  const daily = { at: '08:00', time_zone: 'UTC' };
  const noon = Date.parse('2026-01-01T12:00:00Z');
  expect(dueDigest(noon + HOUR, daily, noon, null)).toBeNull();
  expect(dueDigest(noon + 20 * HOUR, daily, noon, null)).toBe(noon + 20 * HOUR);
});

const daily = fc.record({
  at: fc
    .tuple(fc.nat(23), fc.nat(59))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':')),
  time_zone: fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/Nuuk',
    'America/Sao_Paulo',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Beirut',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Pacific/Chatham',
  ),
});
// Changes of clocks are in all of them.
const begin = fc
  .integer({
    min: Date.parse('2005-01-01T00:00:00Z') / MINUTE,
    max: Date.parse('2037-01-01T00:00:00Z') / MINUTE,
  })
  .map((minute) => minute * MINUTE);

test('each day that a calendar knows has exactly one digest, whenever clocks are changed', () => {
  fc.assert(
    fc.property(
      daily,
      begin,
      fc.array(fc.nat(7 * HOUR), { minLength: 150, maxLength: 150 }),
      (when, start, steps) => {
        const seen = new Set<string>();
        const sent: string[] = [];
        let [now, since, last] = [start, start, null as number | null];
        for (const step of steps) {
          now += step;
          seen.add(localDay(now, when.time_zone));
          const moment = dueDigest(now, when, since, last);
          if (moment === null) continue;
          expect(moment).toBeLessThanOrEqual(now);
          sent.push(localDay(moment, when.time_zone));
          [since, last] = [now, moment];
        }
        // The first day may have begun after its time, and the last may not have come to it.
        expect(new Set(sent).size).toBe(sent.length);
        const days = [...seen].slice(1, -1);
        expect(days.filter((day) => !sent.includes(day))).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('at the moment of a digest it is its day, and clocks have not shown the time before on it', () => {
  fc.assert(
    fc.property(daily, begin, (when, start) => {
      const day = localDay(start, when.time_zone);
      const moment = digestMoment(day, when);
      if (moment === null) throw new Error(`${day} is a day of ${when.time_zone}.`);
      expect(localDay(moment, when.time_zone)).toBe(day);
      for (let before = moment - MINUTE; localDay(before, when.time_zone) === day; before -= 15 * MINUTE) {
        const shown = new Date(before).toLocaleTimeString('en-GB', { timeZone: when.time_zone }).slice(0, 5);
        expect(shown < when.at).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
