import { expect, test } from 'vitest';
import { type Step, Steps } from './steps.ts';

/** What becomes of looks at the clock: its time and its uptime, in seconds. */
function stepsOf(looks: readonly (readonly [now: number, uptime: number])[]): (Step | null)[] {
  const steps = new Steps();
  return looks.map(([now, uptime]) => steps.next({ now: () => now * 1000, uptime: () => uptime * 1000 }));
}

const step = (at: number, points: number, seconds: number, isGap = false): Step => ({
  at: at * 1000,
  points,
  seconds,
  isGap,
});

test('steps are multiples of five seconds, and last as long as they do', () => {
  expect(
    stepsOf([
      [102, 0],
      [105, 3],
      [109.9, 7.9],
      [110.4, 8.4],
      [121, 19],
    ]),
  ).toEqual([
    step(100, 1, 0, true),
    step(105, 1, 3),
    null,
    step(110, 1, 5.4),
    // Busy for two of them: what came is known, only not of when.
    step(120, 2, 10.6),
  ]);
});

test('while the machine slept, and right after, nothing is known', () => {
  expect(
    stepsOf([
      [100, 0],
      [105, 5],
      [3700, 7],
      [3705, 12],
      [3710, 17],
    ]),
  ).toEqual([
    step(100, 1, 0, true),
    step(105, 1, 5),
    step(3700, 719, 2, true),
    step(3705, 1, 5, true),
    step(3710, 1, 5),
  ]);
});

test('while the process was stopped, nothing is known', () => {
  expect(
    stepsOf([
      [100, 0],
      [105, 5],
      [165, 65],
      [170, 70],
      [175, 75],
    ]),
  ).toEqual([
    step(100, 1, 0, true),
    step(105, 1, 5),
    step(165, 12, 60, true),
    step(170, 1, 5, true),
    step(175, 1, 5),
  ]);
});

test('where the clock was set back, the points before are of as long ago as they were', () => {
  expect(
    stepsOf([
      [100, 0],
      [105, 5],
      [55, 10],
      [60, 15],
      [65, 20],
    ]),
  ).toEqual([
    step(100, 1, 0, true),
    step(105, 1, 5),
    step(55, 1, 5, true),
    step(60, 1, 5, true),
    step(65, 1, 5),
  ]);
});

test('a clock that is slightly off makes no gap', () => {
  expect(
    stepsOf([
      [100, 0],
      [105, 5],
      [104.9, 6],
      [110, 11.1],
    ]),
  ).toEqual([step(100, 1, 0, true), step(105, 1, 5), null, step(110, 1, 6.1)]);
});
