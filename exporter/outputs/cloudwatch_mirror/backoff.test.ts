import { expect, test } from 'vitest';
import { Backoff } from './backoff.ts';

const TIMES = { firstMs: 1000, longestMs: 60_000 };

test('each failure doubles the time that is waited at most, up to the longest', () => {
  const backoff = new Backoff(TIMES, () => 1);
  const waits = Array.from({ length: 8 }, () => backoff.failed());
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
});

test('the time is anything from nothing to that', () => {
  let random = 0;
  const backoff = new Backoff(TIMES, () => random);
  expect(backoff.failed()).toBe(0);
  random = 0.25;
  expect(backoff.failed()).toBe(500);
});

test('a success ends it at once; easing takes one failure back', () => {
  const backoff = new Backoff(TIMES, () => 1);
  for (let failures = 0; failures < 3; failures += 1) backoff.failed();
  expect(backoff.wait()).toBe(4000);
  backoff.ease();
  expect(backoff.wait()).toBe(2000);
  backoff.succeeded();
  expect(backoff.wait()).toBe(0);
  backoff.ease();
  expect(backoff.failed()).toBe(1000);
});

test('a thousand failures wait no longer than the longest', () => {
  const backoff = new Backoff(TIMES, () => 1);
  for (let failures = 0; failures < 2000; failures += 1) backoff.failed();
  expect(backoff.wait()).toBe(60_000);
});
