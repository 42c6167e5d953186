import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duration, formatDuration, parseDuration } from './quantities.ts';

const LONGEST_MS = 315_360_000_000;

describe('a duration', () => {
  test.each([
    ['250ms', 250],
    ['2s', 2000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1h30m5s250ms', 5_405_250],
    ['30d', 2_592_000_000],
    ['2w', 1_209_600_000],
    ['0s', 0],
    ['0.1s0.2s', 300],
    ['0.5ms', 0.5],
    ['1000d397ms', 86_400_000_397],
  ])('of %s has %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each([
    '',
    '5',
    's',
    '5 s',
    '-5s',
    '5S',
    '5sec',
    '1y',
    '.5s',
    '5.s',
    '1e3s',
    '5s ',
    ' 5s',
    '5m,30s',
    '٥s',
  ])('is not written %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  test.each([
    [1, '1ms'],
    [1500, '1500ms'],
    [90_000, '90s'],
    [300_000, '5m'],
    [5_400_000, '90m'],
    [86_400_000, '1d'],
    [604_800_000, '1w'],
    [0, '0s'],
  ])('of %d milliseconds is rendered as %s, in one unit', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  test.each([0.5, 1.5, -1, Number.NaN])(
    'of %d milliseconds is none that Prometheus knows',
    (milliseconds) => {
      expect(() => formatDuration(milliseconds)).toThrow(
        new RangeError(`A duration is a whole number of milliseconds, not ${milliseconds} ms.`),
      );
    },
  );

  test('means the same once it was rendered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LONGEST_MS }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });

  test('is the sum of its parts', () => {
    const part = fc.tuple(fc.nat({ max: 1000 }), fc.constantFrom('w', 'd', 'h', 'm', 's', 'ms'));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const texts = parts.map(([amount, unit]) => `${amount}${unit}`);
        const sum = texts.reduce((total, text) => total + (parseDuration(text) ?? Number.NaN), 0);
        expect(parseDuration(texts.join(''))).toBe(sum);
      }),
    );
  });

  test('in a definition is at least a millisecond, at most ten years, and whole', () => {
    expect(duration.parse('1ms')).toBe(1);
    expect(duration.parse('3650d')).toBe(LONGEST_MS);
    for (const text of ['0s', '0.5ms', '3651d', `${'9'.repeat(400)}s`]) {
      expect(duration.safeParse(text).error?.issues).toMatchObject([
        {
          message: 'a duration of whole milliseconds, from "1ms" to "3650d"',
          params: { is: 'out of range' },
        },
      ]);
    }
    for (const text of ['soon', '', 5, null]) {
      expect(duration.safeParse(text).error?.issues).toMatchObject([
        { message: 'a duration such as "30s", "5m" or "1h30m"' },
      ]);
    }
  });
});
