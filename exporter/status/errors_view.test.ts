import { expect, test } from 'vitest';
import { errorsView } from './errors_view.ts';

const group = (lastSeen: number) => ({
  source: 'access',
  service: 'shop',
  fingerprint: `f${lastSeen}`,
  type: 'Error',
  message: 'no order <n>',
  frame: 'shop.js',
  count: 1,
  firstSeen: 0,
  lastSeen,
  sample: 'no order 17 of jane@example.com',
});

test('the newest fifty groups of errors are shown, and how many there are', () => {
  const { groups, newest } = errorsView(Array.from({ length: 60 }, (_, index) => group(index)));

  expect(groups).toBe(60);
  expect(newest.map(({ lastSeen }) => lastSeen)).toEqual(
    Array.from({ length: 50 }, (_, index) => 59 - index),
  );
});

test('a group of errors has no sample, which is as somebody logged it', () => {
  expect(JSON.stringify(errorsView([group(1)]))).not.toContain('jane');
});
