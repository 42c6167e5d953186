import { beforeEach, expect, test } from 'vitest';
import { QUIET_MS, RepeatedProblems } from './repeated_problems.ts';

const START = 1_000_000;

let problems: RepeatedProblems;

beforeEach(() => {
  problems = new RepeatedProblems();
});

test('a problem is shown at once, and not again for a while, whatever its numbers are', () => {
  expect(problems.admit('Alertmanager', 'failed after 7 attempts', START)).toBe('failed after 7 attempts');
  expect(problems.admit('Alertmanager', 'failed after 8 attempts', START + 1)).toBeNull();
  expect(problems.admit('Alertmanager', 'failed after 12 attempts', START + QUIET_MS - 1)).toBeNull();
});

test('a problem that goes on is shown again after that, with the number of times', () => {
  for (let second = 0; second < 300; second += 10) problems.admit('a', 'away', START + second * 1_000);

  expect(problems.admit('a', 'away', START + QUIET_MS)).toBe('away (31 times by now)');
  expect(problems.admit('a', 'away', START + QUIET_MS + 1)).toBeNull();
  expect(problems.admit('a', 'away', START + 2 * QUIET_MS)).toBe('away (33 times by now)');
});

test('problems of other words or other programs are shown', () => {
  expect(problems.admit('a', 'away', START)).toBe('away');
  expect(problems.admit('b', 'away', START)).toBe('away');
  expect(problems.admit('a', 'gone', START)).toBe('gone');
});

test('of ever new problems the oldest are forgotten', () => {
  const words = (number: number) => number.toString(2).replaceAll('0', 'o').replaceAll('1', 'l');
  for (let number = 0; number < 1_000; number += 1) problems.admit('a', words(number), START);
  expect(problems.admit('a', words(0), START)).toBeNull();

  problems.admit('a', 'one more', START);

  expect(problems.admit('a', words(0), START)).toBe(words(0));
  expect(problems.admit('a', words(999), START)).toBeNull();
});
