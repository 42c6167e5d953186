import { expect, test } from 'vitest';
import { z } from 'zod';
import { exactlyOne, exactlyOneIssue } from './exactly_one.ts';

const schema = z
  .strictObject({ a: z.number().optional(), b: z.number().optional() })
  .refine(...exactlyOne('a', 'b'));

const REFUSED = { message: 'either "a" or "b", and only one of them', params: { exactlyOne: ['a', 'b'] } };

test.each([{ a: 1 }, { b: 0 }])('%j has one of the keys', (value) => {
  expect(schema.safeParse(value).success).toBe(true);
  expect(exactlyOneIssue(value, 'a', 'b')).toBeNull();
});

test.each([{}, { a: 1, b: 2 }])('%j has none or both', (value) => {
  expect(schema.safeParse(value).error?.issues).toMatchObject([REFUSED]);
  expect(exactlyOneIssue(value, 'a', 'b')).toMatchObject(REFUSED);
});

test('keys are counted where other things are wrong, too', () => {
  expect(schema.safeParse({ c: 1 }).error?.issues).toMatchObject([{ code: 'unrecognized_keys' }, REFUSED]);
  expect(schema.safeParse({ a: 'x', b: 2 }).error?.issues).toMatchObject([{ code: 'invalid_type' }, REFUSED]);
});

test.each([null, 'a', 5])('of %j nothing is counted', (value) => {
  expect(schema.safeParse(value).error?.issues).toHaveLength(1);
});
