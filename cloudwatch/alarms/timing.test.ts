import { expect, test } from 'vitest';
import { holding, longestLook, periodOf, tooLong } from './timing.ts';

const MINUTE_MS = 60_000;

test.each([
  [5 * MINUTE_MS, MINUTE_MS, 300],
  [90_000, MINUTE_MS, 120],
  [1_000, MINUTE_MS, 60],
  [5 * MINUTE_MS, 10_000, 300],
  [5 * MINUTE_MS, 2 * MINUTE_MS, 360],
  [MINUTE_MS, 5 * MINUTE_MS, 300],
])('a window of %d ms, mirrored every %d ms, is a period of %d s', (window, interval, period) => {
  expect(periodOf(window, interval)).toBe(period);
});

test.each([
  [300, 0, 1],
  [300, MINUTE_MS, 2],
  [300, 5 * MINUTE_MS, 2],
  [300, 6 * MINUTE_MS, 3],
  [60, 5 * MINUTE_MS, 6],
])('with a period of %d s, `for` of %d ms is %d periods', (period, wait, evaluationPeriods) => {
  expect(holding(period, wait)).toEqual({ period, evaluationPeriods });
});

test('an alarm looks back a day, or a week where its period is an hour or more', () => {
  expect([60, 3_540, 3_600, 86_400].map(longestLook)).toEqual([86_400, 86_400, 604_800, 604_800]);
  expect(tooLong({ period: 60, evaluationPeriods: 1_440 })).toBeNull();
  expect(tooLong({ period: 3_600, evaluationPeriods: 168 })).toBeNull();
  expect(tooLong({ period: 60, evaluationPeriods: 1_441 })?.reason).toBe(
    '1441 periods of 1m are 1441m, and CloudWatch looks back no further than 1d with periods below an hour',
  );
  expect(tooLong({ period: 3_600, evaluationPeriods: 169 })?.reason).toBe(
    '169 periods of 1h are 169h, and CloudWatch looks back no further than 1w',
  );
  expect(tooLong({ period: 172_800, evaluationPeriods: 1 })?.reason).toBe(
    'a window of 2d is longer than the longest period of CloudWatch, 1d',
  );
});
