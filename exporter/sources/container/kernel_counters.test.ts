import { expect, test } from 'vitest';
import { KernelCounters } from './kernel_counters.ts';

test('growth is all of the first value, then differences, and all of the value after a decrease', () => {
  const counters = new KernelCounters();
  expect([12.5, 12.5, 15, 4, 6].map((value) => counters.growth('cpu', value))).toEqual([12.5, 0, 2.5, 4, 2]);
  expect(counters.growth('other', 3)).toBe(3);
});
