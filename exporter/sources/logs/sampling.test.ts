import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { isSampled } from './sampling.ts';

function share(oneIn: number, lines: number, offset: (line: number) => number, seed = 1): number {
  let sampled = 0;
  for (let line = 0; line < lines; line += 1) if (isSampled(seed, offset(line), oneIn)) sampled += 1;
  return sampled;
}

test.each([
  [2, 100],
  [10, 209],
  [10, 1],
  [64, 64],
  [100, 4096],
  [1000, 250],
])('of lines that are alike, one in %d is sampled, whatever they measure (%d bytes)', (oneIn, length) => {
  const expected = 1_000_000 / oneIn;
  const sampled = share(oneIn, 1_000_000, (line) => line * length);
  // Five standard deviations; the result is always the same.
  expect(Math.abs(sampled - expected)).toBeLessThan(5 * Math.sqrt(expected));
});

test('the first lines of many files are sampled as others are', () => {
  let sampled = 0;
  for (let file = 0; file < 100_000; file += 1) if (isSampled(crc32(`2049:${file}`), 0, 10)) sampled += 1;
  expect(Math.abs(sampled - 10_000)).toBeLessThan(500);
});

test('lines that come in turns are each sampled as often as the other', () => {
  const [even, odd] = [0, 1].map((parity) => share(10, 500_000, (line) => (2 * line + parity) * 200));
  expect(Math.abs((even ?? 0) - (odd ?? 0))).toBeLessThan(1500);
});

test('offsets beyond 4 GiB are told apart', () => {
  const late = 2 ** 33;
  const sampled = share(10, 100_000, (line) => late + line * 100);
  expect(Math.abs(sampled - 10_000)).toBeLessThan(500);
  const same = Array.from({ length: 1000 }, (_, line) => line * 100).filter(
    (offset) => isSampled(1, offset, 2) === isSampled(1, offset + 2 ** 32, 2),
  );
  expect(same.length).toBeLessThan(600);
});
