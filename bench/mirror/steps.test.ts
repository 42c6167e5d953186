import { expect, test } from 'vitest';
import { Steps } from './steps.ts';

test('an interval ends when it is told to, and has been dealt with when the next one is wanted', async () => {
  const steps = new Steps();
  const begun: number[] = [];
  const dealtWith: number[] = [];
  const mirror = (async () => {
    for await (const begin of steps.intervals()) {
      begun.push(begin);
      await new Promise((resolve) => setImmediate(resolve));
      dealtWith.push(begin);
      if (begin === 3) return;
    }
  })();
  await steps.end(1);
  expect([begun, dealtWith]).toEqual([[1], [1]]);
  await steps.end(2);
  expect([begun, dealtWith]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  void steps.end(3);
  await mirror;
  expect(dealtWith).toEqual([1, 2, 3]);
});
