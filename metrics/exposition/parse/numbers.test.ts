import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatNumber } from '../format.ts';
import { readNumber, readWhole } from './numbers.ts';

test.each([
  ['0', 0],
  ['007', 7],
  ['-0', -0],
  ['+5', 5],
  ['1.', 1],
  ['.5', 0.5],
  ['1E3', 1000],
  ['1e-400', 0],
  ['999999999999999', 999_999_999_999_999],
  ['18446744073709551616', 2 ** 64],
  ['NaN', Number.NaN],
  ['nan', Number.NaN],
  ['Inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-INFINITY', Number.NEGATIVE_INFINITY],
])('%s is the number %d', (text, value) => {
  expect(readNumber(text)).toBe(value);
});

test.each(['', ' ', '.', '-', '+', 'e', '1e', '1e+', '--1', '1-', '1.2.3', '1_0', '0x10', '0b1', '1n', '١'])(
  '%j is no number',
  (text) => {
    expect(readNumber(text)).toBe(null);
  },
);

test.each(['-nan', '+nan', '++inf', 'infinite', '1e309', '-1e309'])('%s is no number, either', (text) => {
  expect(readNumber(text)).toBe(null);
});

test('every number is read as it is written', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(readNumber(formatNumber(value))).toBe(value);
    }),
  );
});

test.each([
  ['0', 0],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['9007199254740992', null],
  ['-1', null],
  ['1.0', null],
  ['', null],
])('%j is the whole number %d', (text, value) => {
  expect(readWhole(text)).toBe(value);
});
