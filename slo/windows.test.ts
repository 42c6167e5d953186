import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { budgetSpent } from './burn_rate.ts';
import { PERIODS, readWindows, WINDOWS, windowOf } from './windows.ts';

const TEXT = readFileSync(new URL('windows.yml', import.meta.url), 'utf8');

const spent = (period: (typeof PERIODS)[number]) =>
  [...WINDOWS[period].page, ...WINDOWS[period].ticket].map((pair) =>
    Number((100 * budgetSpent(pair, period)).toFixed(1)),
  );

describe('the windows', () => {
  test('of 30 days are those of the workbook, with the shares of the budget that it names', () => {
    const pairs = [...WINDOWS['30d'].page, ...WINDOWS['30d'].ticket];
    expect(pairs.map(({ burnRate, long, short }) => [burnRate, long.text, short.text])).toEqual([
      [14.4, '1h', '5m'],
      [6, '6h', '30m'],
      [3, '1d', '2h'],
      [1, '3d', '6h'],
    ]);
    expect(spent('30d')).toEqual([2, 5, 10, 10]);
  });

  test('of other periods spend about the same', () => {
    expect(spent('7d')).toEqual([2.1, 5.4, 10.7, 10.7]);
    expect(spent('28d')).toEqual([2.1, 5.4, 10.7, 10.7]);
    expect(spent('90d')).toEqual([2, 5, 10, 10]);
  });

  test.each(PERIODS)('of %s ask for less and less over longer and longer', (period) => {
    const pairs = [...WINDOWS[period].page, ...WINDOWS[period].ticket];
    expect(pairs.map(({ burnRate }) => burnRate)).toEqual([14.4, 6, 3, 1]);
    const longs = pairs.map(({ long }) => long.milliseconds);
    expect(longs).toEqual([...longs].sort((a, b) => a - b));
    expect(longs.at(-1)).toBeLessThan(windowOf(period).milliseconds);
  });
});

describe('a file of windows is refused', () => {
  test.each([
    ['that lacks a period', TEXT.replace(/^90d:[\s\S]*/m, ''), /90d/],
    ['with a window that is none', TEXT.replace('long: 15m', 'long: quarter'), /a duration such as 5m/],
    [
      'whose short window is longer than a twelfth by far',
      TEXT.replace('short: 2m', 'short: 5m'),
      /short: a twelfth/,
    ],
    ['whose short window is too short', TEXT.replace('short: 8m', 'short: 7m'), /short: a twelfth/],
    ['with a burn rate that spends no budget', TEXT.replace('burn_rate: 1,', 'burn_rate: 0.9,'), />=1/],
    ['with a key that nobody reads', TEXT.replace('long: 15m', 'long: 15m, severity: info'), /severity/],
    ['that pages never', TEXT.replace(/page:\n(?: {4}.*\n)+/, 'page: []\n'), /page/],
  ])('%s', (_name, text, problem) => {
    expect(text).not.toBe(TEXT);
    expect(() => readWindows(text)).toThrow(problem);
  });
});
