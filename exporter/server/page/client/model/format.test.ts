import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytes, clock, count, dollars, duration, plural, rate, ratio, seconds, target } from './format.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  [0, '0/s'],
  [0.0123, '0.0123/s'],
  [45, '45/s'],
  [999.6, '1k/s'],
  [1_234, '1.23k/s'],
  [2_500_000, '2.5M/s'],
])('%d requests per second are %s', (value, text) => {
  expect(rate(value)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [0.000_35, '350 µs'],
  [0.000_999_9, '1 ms'],
  [0.35, '350 ms'],
  [0.999_9, '1 s'],
  [1.234, '1.23 s'],
  [180, '3 min'],
  [Number.POSITIVE_INFINITY, '∞'],
])('%d seconds are %s', (value, text) => {
  expect(plain(seconds(value))).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.000_01, '< 0.01 %'],
  [0.001_234, '0.12 %'],
  [0.012_34, '1.23 %'],
  [0.5, '50 %'],
  [0.999_9, '> 99.9 %'],
  [1, '100 %'],
  [-0.2, '-20 %'],
])('a share of %d is %s', (value, text) => {
  expect(plain(ratio(value))).toBe(text);
});

test('what an objective asks for is shown as it was written', () => {
  expect(plain(target(0.9995))).toBe('99.95 %');
});

test('bytes and dollars have their units', () => {
  expect([0, 1_023, 48_213].map((value) => plain(bytes(value)))).toEqual(['0 B', '1023 B', '47.1 KiB']);
  expect([0, 0.001, 12.6].map((value) => plain(dollars(value)))).toEqual(['$0.00', '< $0.01', '$12.60']);
});

test.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [12 * 60_000, '12 min'],
  [3 * 3_600_000, '3 h'],
  [3 * 3_600_000 + 5 * 60_000, '3 h 5 min'],
  [52 * 3_600_000, '2 d 4 h'],
])('%d milliseconds are %s', (value, text) => {
  expect(plain(duration(value))).toBe(text);
});

test('a time has its date only where that is another one', () => {
  const at = new Date(2026, 0, 2, 3, 4, 5).getTime();

  expect(clock(at, at + 60_000)).toBe('03:04:05');
  expect(clock(at, at + 24 * 3_600_000)).toBe('2026-01-02 03:04:05');
});

test('what is not known is a dash, and never 0', () => {
  const all = [count, rate, seconds, ratio, bytes, dollars, duration, (value: null) => clock(value, 0)];
  for (const format of all) {
    expect(format(null)).toBe('–');
    expect(format(Number.NaN as unknown as null)).toBe('–');
  }
});

test('one of something is not many', () => {
  expect([plural(0, 'alert'), plural(1, 'alert'), plural(2, 'group')]).toEqual([
    '0 alerts',
    '1 alert',
    '2 groups',
  ]);
});

test('what is shown of a number is never further from it than half a percent', () => {
  const units = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 9e14, noNaN: true }), (value) => {
      const [, digits, unit = ''] = /^([\d.e-]+)([kMGT]?)$/.exec(count(value)) ?? [];

      expect(Number(digits) * units[unit as keyof typeof units]).toBeGreaterThan(value * 0.995);
      expect(Number(digits) * units[unit as keyof typeof units]).toBeLessThan(value * 1.005);
    }),
  );
});
