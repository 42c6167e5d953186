import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { intervals } from './interval_timer.ts';

const HOUR = 3_600_000;

/** A wall clock that can be set, ten times as fast as time. */
function fastClock(start: number) {
  const begun = performance.now();
  let set = 0;
  return {
    now: () => start + set + (performance.now() - begun) * 10,
    set(milliseconds: number) {
      set += milliseconds;
    },
  };
}

test('intervals begin at multiples of their length, one after another', async () => {
  const stop = new AbortController();
  const { now } = fastClock(10_400);
  const begins: number[] = [];
  for await (const begin of intervals(1000, now, stop.signal)) {
    begins.push(begin);
    expect(now()).toBeGreaterThanOrEqual(begin + 1000);
    if (begins.length === 3) stop.abort();
  }
  expect(begins.every((begin) => begin % 1000 === 0)).toBe(true);
  expect(begins[0]).toBeGreaterThanOrEqual(10_000);
  expect(new Set(begins).size).toBe(3);
});

test('what ends while nobody asks is skipped', async () => {
  const stop = new AbortController();
  const { now } = fastClock(0);
  const begins: number[] = [];
  for await (const begin of intervals(1000, now, stop.signal)) {
    begins.push(begin);
    if (begins.length === 1) await sleep(550);
    else stop.abort();
  }
  const [first = 0, second = 0] = begins;
  expect(second - first).toBeGreaterThanOrEqual(5000);
});

test.each([6 * HOUR, -6 * HOUR])('where the clock is set by %d ms, it goes on from there', async (jump) => {
  const stop = new AbortController();
  const clock = fastClock(100 * HOUR);
  const begins: number[] = [];
  for await (const begin of intervals(1000, clock.now, stop.signal)) {
    begins.push(begin);
    if (begins.length === 1) clock.set(jump);
    else stop.abort();
  }
  const [first = 0, second = 0] = begins;
  expect(Math.abs(second - first - jump)).toBeLessThan(60_000);
});

test('where the clock is set back into an interval that had ended, nothing is ascribed to the one before that', async () => {
  const stop = new AbortController();
  const times = [10_900, 11_000, 10_995, 11_000];
  const begins: number[] = [];
  for await (const begin of intervals(1000, () => times.shift() ?? 11_000, stop.signal)) {
    begins.push(begin);
    if (times.length === 0) stop.abort();
  }
  expect(begins).toEqual([10_000, 10_000]);
});

test('it ends as soon as it is told, also within an interval', async () => {
  const stop = new AbortController();
  const ended = (async () => {
    for await (const _ of intervals(HOUR, Date.now, stop.signal)) throw new Error('no interval has ended');
  })();
  stop.abort();
  await expect(ended).resolves.toBeUndefined();
});
