import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlainNumber } from './plain_number.ts';

const read = (text: string) => readPlainNumber(Buffer.from(`x ${text}\n`), 2);

test('digits with a point somewhere are the number that they are to everybody else', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{1,15}$/), fc.nat(15), (digits, place) => {
      const text = `${digits.slice(0, place)}.${digits.slice(place)}`;
      expect(read(text)).toBe(Number(text));
      expect(read(digits)).toBe(Number(digits));
    }),
    { numRuns: 5000 },
  );
});

test.each(['', '.', '-1', '+1', '1e3', 'NaN', '1 ', '1 2', '1.2.3', '1234567890123456', '0x1', '1_0', '１'])(
  '%j is left to others',
  (text) => {
    expect(read(text)).toBeNaN();
  },
);
