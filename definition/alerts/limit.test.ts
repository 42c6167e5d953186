import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration, parsePercentage, parseSize } from '../../conventions/quantities.ts';
import { limit } from './limit.ts';

test.each([
  [5, { value: 5, unit: null, text: '5' }],
  [-0.5, { value: -0.5, unit: null, text: '-0.5' }],
  ['80%', { value: 0.8, unit: 'ratio', text: '80%' }],
  ['150 %', { value: 1.5, unit: 'ratio', text: '150%' }],
  ['250ms', { value: 0.25, unit: 'seconds', text: '250ms' }],
  ['1h30m', { value: 5_400, unit: 'seconds', text: '1h30m' }],
  ['14d', { value: 1_209_600, unit: 'seconds', text: '14d' }],
  ['10 MB', { value: 10_000_000, unit: 'bytes', text: '10MB' }],
  ['5m', { value: 300, unit: 'seconds', text: '5m' }],
  ['1GiB', { value: 1_073_741_824, unit: 'bytes', text: '1GiB' }],
])('the limit %j means %j', (written, meant) => {
  expect(limit.parse(written)).toEqual(meant);
});

test.each([
  '',
  '5',
  'many',
  '5 s',
  '-5%',
  '5M',
  '1e3s',
  ' 5%',
  '5mb',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  null,
])('%j is no limit', (written) => {
  expect(limit.safeParse(written).success).toBe(false);
});

test('a text is a limit where it is one of the quantities that people write, and then it is finite', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789.%msdhwKMGTiB '), maxLength: 8 });
  fc.assert(
    fc.property(text, (written) => {
      const known = [parseDuration, parsePercentage, parseSize].some((parse) => parse(written) !== null);
      const { success, data } = limit.safeParse(written);
      expect(success).toBe(known);
      expect(!success || Number.isFinite(data?.value)).toBe(true);
    }),
  );
});
