import { expect, test } from 'vitest';
import { ReadingProgress } from './reading_progress.ts';

const MINUTE = 60_000;

function progressAt(start: number) {
  const clock = { now: start, uptime: () => clock.now };
  return { clock, progress: new ReadingProgress(clock, MINUTE) };
}

test('the first reading has half a minute, and each further one two intervals and ten seconds', () => {
  const { clock, progress } = progressAt(5_000);
  clock.now += 30_000;
  expect(progress.isOverdue).toBe(false);
  clock.now += 1;
  expect(progress.isOverdue).toBe(true);
  progress.handedOver();
  clock.now += 2 * MINUTE + 10_000;
  expect(progress.isOverdue).toBe(false);
  clock.now += 1;
  expect(progress.isOverdue).toBe(true);
});

test('what was written before the last reading began has been read, and nothing before the first', () => {
  const { clock, progress } = progressAt(5_000);
  expect(progress.sinceReading).toBe(Number.POSITIVE_INFINITY);
  const begun = clock.now;
  clock.now += 300;
  progress.read(begun);
  clock.now += 700;
  expect(progress.sinceReading).toBe(1000);
});
