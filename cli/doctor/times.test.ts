import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ago, clockOf, inWords, skewOf, skewWords } from './times.ts';

describe('A clock', () => {
  const asked = { sentAt: 1_000_000, receivedAt: 1_000_400 };

  test('that is right is never told of, however slow the answer and coarse the header', () => {
    fc.assert(
      fc.property(fc.nat(60_000), fc.nat(1_000), (travelMs, at) => {
        const receivedAt = asked.sentAt + travelMs;
        // It says the whole second in which it answered, at some time between.
        const then = Math.floor((asked.sentAt + Math.min(at, travelMs)) / 1_000) * 1_000;

        expect(skewOf(clockOf(then, { ...asked, receivedAt }, 1_000))).toBe(null);
      }),
    );
  });

  test('that is a minute off is told of, with its direction', () => {
    const ahead = skewOf(clockOf(1_060_200, asked, 0)) ?? 0;
    const behind = skewOf(clockOf(940_200, asked, 0)) ?? 0;

    expect(skewWords(ahead)).toEqual({ seconds: '60', direction: 'ahead of' });
    expect(skewWords(behind)).toEqual({ seconds: '60', direction: 'behind' });
  });

  test('agrees with another one that is off by as much', () => {
    const clock = clockOf(1_060_200, asked, 0);

    expect(skewOf(clock, clock)).toBe(null);
    expect(skewOf(clock, clockOf(1_000_200, asked, 0))).toBe(60);
  });
});

test.each([
  [40, '40ms'],
  [12_300, '12s'],
  [59_900, '1m'],
  [600_000, '10m'],
  [7_500_000, '2h 5m'],
  [7_200_000, '2h'],
  [300_000_000, '3d'],
])('%i ms is %s', (milliseconds, words) => {
  expect(inWords(milliseconds)).toBe(words);
});

test('what never was is never ago', () => {
  expect([ago(null), ago(1_000, 61_000)]).toEqual(['never', '1m ago']);
});
