import { expect, test } from 'vitest';
import { AwsClock } from './aws_clock.ts';

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 0, 31, 12);

test('as long as AWS has not answered, nothing has expired, whatever the clock of the machine says', () => {
  const clock = new AwsClock(14 * DAY_MS, () => 0);
  expect(clock.now()).toBeNull();
  expect(clock.judge(0)).toBeNull();
});

test('by the time of its last answer, what AWS would refuse is judged', () => {
  let monotonic = 5000;
  const clock = new AwsClock(14 * DAY_MS, () => monotonic);
  clock.observe(NOON);
  monotonic += 60_000;
  const now = NOON + 60_000;
  expect(clock.now()).toBe(now);
  // A minute before it expires, for the way to AWS.
  expect(clock.judge(now - 14 * DAY_MS + 60_000)).toBeNull();
  expect(clock.judge(now - 14 * DAY_MS + 59_999)).toBe('expired');
  expect(clock.judge(now + 7_200_000)).toBeNull();
  expect(clock.judge(now + 7_200_001)).toBe('future');
});

test('without an age, nothing is judged by its time', () => {
  const clock = new AwsClock(null, () => 0);
  clock.observe(NOON);
  expect(clock.judge(0)).toBeNull();
});
