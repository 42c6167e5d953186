import { expect, test } from 'vitest';
import { FailureLimit, FREE_FAILURES, MOST_ADDRESSES } from './failure_limit.ts';

function limited() {
  let now = 0;
  let guesses = 0;
  const limit = new FailureLimit(() => now);
  return {
    limit,
    /** Fails with something that was not tried before. */
    fail(address: string): number {
      guesses += 1;
      return limit.fail(address, `guess ${guesses}`);
    },
    pass(seconds: number) {
      now += seconds * 1000;
    },
  };
}

test('the tenth failure costs ten seconds, and each further one twice as much, up to ten minutes', () => {
  const { limit, fail, pass } = limited();
  const waits = Array.from({ length: FREE_FAILURES + 8 }, () => {
    const wait = fail('192.0.2.1');
    expect(limit.wait('192.0.2.1')).toBe(wait);
    pass(wait);
    expect(limit.wait('192.0.2.1')).toBe(0);
    return wait;
  });

  expect(waits).toEqual([...Array(9).fill(0), 10, 20, 40, 80, 160, 320, 600, 600, 600]);
});

test('a wait is told in whole seconds, and never as none while it lasts', () => {
  const { limit, fail, pass } = limited();
  for (let failure = 0; failure < FREE_FAILURES; failure += 1) fail('192.0.2.1');

  pass(9.9);
  expect(limit.wait('192.0.2.1')).toBe(1);
  pass(0.1);
  expect(limit.wait('192.0.2.1')).toBe(0);
});

test('others do not wait', () => {
  const { limit, fail } = limited();
  for (let failure = 0; failure < 20; failure += 1) fail('192.0.2.1');

  expect(limit.wait('192.0.2.2')).toBe(0);
});

test('ten minutes after the last failure all is forgotten', () => {
  const { fail, pass } = limited();
  for (let failure = 0; failure < FREE_FAILURES - 1; failure += 1) fail('192.0.2.1');

  pass(599);
  expect(fail('192.0.2.1')).toBe(10);
  pass(10 + 600);
  expect(fail('192.0.2.1')).toBe(0);
});

test('an attacker with many addresses fills no memory', () => {
  const { limit, fail } = limited();
  for (let failure = 0; failure < FREE_FAILURES; failure += 1) fail('192.0.2.1');
  for (let network = 0; network <= MOST_ADDRESSES; network += 1) fail(`2001:db8:${network.toString(16)}::1`);

  expect(limit.size).toBe(MOST_ADDRESSES);
  expect(limit.wait('192.0.2.1'), 'whoever failed longest ago is forgotten').toBe(0);
});

test('all addresses of a /64 are one', () => {
  const { limit, fail } = limited();
  for (let failure = 0; failure < FREE_FAILURES; failure += 1) fail(`2001:db8::${failure}`);

  expect(limit.wait('2001:db8:0:0:ffff::1')).toBe(10);
  expect(limit.wait('2001:db8:0:1::1')).toBe(0);
});

test('a program that repeats what was wrong fails once', () => {
  const { limit, fail } = limited();
  for (let scrape = 0; scrape < 100; scrape += 1) {
    expect(limit.fail('192.0.2.1', 'the old token')).toBe(0);
    expect(limit.fail('192.0.2.1', 'the old password')).toBe(0);
  }

  for (let guess = 0; guess < 7; guess += 1) expect(fail('192.0.2.1')).toBe(0);
  expect(fail('192.0.2.1')).toBe(10);
});
