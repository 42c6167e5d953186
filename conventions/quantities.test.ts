import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatPercentage,
  parseDuration,
  parsePercentage,
  parseSize,
  percentage,
  size,
} from './quantities.ts';

describe('a percentage', () => {
  test.each([
    ['5%', 0.05],
    ['99.9%', 0.999],
    ['99.99%', 0.9999],
    ['0.1%', 0.001],
    ['100%', 1],
    ['0%', 0],
    ['5 %', 0.05],
    ['7%', 0.07],
    ['150%', 1.5],
  ])('of %s is the ratio %d', (text, ratio) => {
    expect(parsePercentage(text)).toBe(ratio);
  });

  test.each(['', '5', '%', '-5%', '.5%', '5.%', '5%%', '5  %', '5 percent', '1e2%', '5%\n'])(
    'is not written %j',
    (text) => {
      expect(parsePercentage(text)).toBeNull();
    },
  );

  test.each([
    [0.999, '99.9%'],
    [0.07, '7%'],
    [1 - 0.95, '5%'],
    [0.29, '29%'],
    [0, '0%'],
  ])('of the ratio %d is rendered as %s', (ratio, text) => {
    expect(formatPercentage(ratio)).toBe(text);
  });

  test('means the same once it was rendered, to a thousandth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (thousandths) => {
        const text = `${thousandths / 1000}%`;
        expect(formatPercentage(parsePercentage(text) ?? Number.NaN)).toBe(text);
        expect(parsePercentage(text)).toBe(thousandths / 100_000);
      }),
    );
  });

  test('in a definition is at most all of it', () => {
    expect(percentage.parse('100%')).toBe(1);
    expect(percentage.safeParse('100.1%').error?.issues).toMatchObject([
      { message: 'a percentage between "0%" and "100%"' },
    ]);
    expect(percentage.safeParse(0.05).error?.issues).toMatchObject([
      { message: 'a percentage such as "5%" or "99.9%"' },
    ]);
  });
});

describe('a size', () => {
  test.each([
    ['1B', 1],
    ['10MB', 10_000_000],
    ['1KiB', 1024],
    ['1.5GiB', 1_610_612_736],
    ['2 TB', 2_000_000_000_000],
    ['1TiB', 1_099_511_627_776],
    ['0B', 0],
  ])('of %s has %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(['', '10', 'MB', '10mb', '10M', '-1B', '1iB', '1PB', '.5MB', '10  MB', '10MB '])(
    'is not written %j',
    (text) => {
      expect(parseSize(text)).toBeNull();
    },
  );

  test('is a multiple of its unit', () => {
    const units = fc.constantFrom('B', 'KB', 'MB', 'GB', 'TB', 'KiB', 'MiB', 'GiB', 'TiB');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8000 }), units, (amount, unit) => {
        expect(parseSize(`${amount}${unit}`)).toBe(amount * (parseSize(`1${unit}`) ?? Number.NaN));
      }),
    );
  });

  test('in a definition is at least a byte, and no more than can be counted', () => {
    expect(size.parse('1B')).toBe(1);
    for (const text of ['0B', '10000TiB']) {
      expect(size.safeParse(text).error?.issues).toMatchObject([{ params: { is: 'out of range' } }]);
    }
    expect(size.safeParse('10').error?.issues).toMatchObject([
      { message: 'a size such as "10MB" or "1GiB"' },
    ]);
  });
});

test('no text makes a quantity throw', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789.msdhw%KMGTiB ') }));
  fc.assert(
    fc.property(text, (one) => {
      for (const parse of [parseDuration, parsePercentage, parseSize]) {
        const value = parse(one);
        if (value !== null) expect(value).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
