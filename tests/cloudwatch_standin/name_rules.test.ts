import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { cloudWatch, put, refusal } from './testing.ts';

const DATUM: MetricDatum = { MetricName: 'm', Value: 1 };
const MEMBER = 'MetricData.member.1';

const invalid = (value: unknown, path: string) =>
  `InvalidParameterValue: The value ${value} for parameter ${MEMBER}.${path} is invalid.`;
const required = (path: string) => `MissingParameter: The parameter ${path} is required.`;
const tooLong = (path: string, length: number) =>
  `InvalidParameterValue: The parameter ${path} must be shorter than ${length} characters.`;
const notAscii = (path: string) =>
  `InvalidParameterValue: The value for parameter ${path} contains non-ASCII characters.`;
const tooMany = (path: string, size: number) =>
  `InvalidParameterValue: The collection ${path} must not have a size greater than ${size}.`;

const dimensions = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ Name: `d${index}`, Value: 'v' }));
const dimension = (Name: string, Value: string): MetricDatum => ({
  ...DATUM,
  Dimensions: [{ Name, Value }],
});
const DIMENSION = `${MEMBER}.Dimensions.member.1`;

test.each<[string, MetricDatum, string]>([
  ['a metric without a name', { ...DATUM, MetricName: undefined }, required(`${MEMBER}.MetricName`)],
  ['a name of blanks', { ...DATUM, MetricName: '  ' }, required(`${MEMBER}.MetricName`)],
  [
    'a name of 256 characters',
    { ...DATUM, MetricName: 'm'.repeat(256) },
    tooLong(`${MEMBER}.MetricName`, 256),
  ],
  ['a name that is not ASCII', { ...DATUM, MetricName: 'größe' }, notAscii(`${MEMBER}.MetricName`)],
  ['a colon before a name', { ...DATUM, MetricName: ':m' }, invalid(':m', 'MetricName')],
  ['31 dimensions', { ...DATUM, Dimensions: dimensions(31) }, tooMany(`${MEMBER}.Dimensions`, 30)],
  [
    'two dimensions of one name',
    { ...DATUM, Dimensions: [...dimensions(1), ...dimensions(1)] },
    `InvalidParameterValue: The collection ${MEMBER}.Dimensions must not have the name d0 twice.`,
  ],
  ['a dimension without a name', dimension('', 'v'), required(`${DIMENSION}.Name`)],
  ['a dimension name of 256 characters', dimension('d'.repeat(256), 'v'), tooLong(`${DIMENSION}.Name`, 256)],
  ['a colon before a dimension', dimension(':d', 'v'), invalid(':d', 'Dimensions.member.1.Name')],
  ['a blank dimension value', dimension('d', ' '), required(`${DIMENSION}.Value`)],
  [
    'a dimension value of 1025 characters',
    dimension('d', 'v'.repeat(1025)),
    tooLong(`${DIMENSION}.Value`, 1025),
  ],
  ['an emoji in a dimension value', dimension('d', 'v🙂'), notAscii(`${DIMENSION}.Value`)],
  ['a line feed in a dimension value', dimension('d', 'v\n'), notAscii(`${DIMENSION}.Value`)],
])('refuses %s', async (_what, datum, expected) => {
  const { standIn, client } = await cloudWatch();
  expect(await refusal(put(client, datum))).toBe(expected);
  expect(standIn.received).toEqual([]);
});
