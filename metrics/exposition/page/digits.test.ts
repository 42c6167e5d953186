import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digitsOf, hasPlainDigits, utf8Bytes, writeDigits } from './digits.ts';

const edges = Array.from({ length: 10 }, (_, power) => 10 ** power).flatMap((ten) => [ten - 1, ten]);

test.each([...edges, 2 ** 31 - 1])('%d is written digit by digit as it is as text', (value) => {
  const width = digitsOf(value);
  const bytes = Buffer.from('x'.repeat(width + 2));
  writeDigits(bytes, 1, width, value);
  expect(bytes.toString()).toBe(`x${value}x`);
});

test('whatever the number, either it is written digit by digit as it is as text, or it is left to others', () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(), fc.double(), fc.integer()), (value) => {
      if (!hasPlainDigits(value)) return;
      const bytes = Buffer.alloc(digitsOf(value));
      writeDigits(bytes, 0, bytes.length, value);
      expect(bytes.toString()).toBe(String(value));
    }),
  );
});

test.each([-0, -1, 0.5, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY])('%d is left to others', (value) => {
  expect(hasPlainDigits(value)).toBe(false);
});

test('a text has as many characters as it has bytes on the wire', () => {
  expect(utf8Bytes('abc')).toBe('abc');
  expect(utf8Bytes('ü')).toBe('Ã¼');
  expect(utf8Bytes('😀').length).toBe(4);
});
