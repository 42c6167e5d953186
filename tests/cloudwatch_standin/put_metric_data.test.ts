import { type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { cloudWatch, minutesFromNoon, put, refusal } from './testing.ts';

const DATUM: MetricDatum = { MetricName: 'm', Value: 1 };
const STATISTICS = { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 };
const LARGEST = 2 ** 360;

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
const values = (count: number) => Array.from({ length: count }, (_, index) => index);

test.each<[string, MetricDatum]>([
  ['0', { ...DATUM, Value: 0 }],
  ['−0', { ...DATUM, Value: -0 }],
  ['2^360', { ...DATUM, Value: LARGEST }],
  ['−2^360', { ...DATUM, Value: -LARGEST }],
  ['2^−360', { ...DATUM, Value: 1 / LARGEST }],
  ['150 values, each once where no counts are given', { MetricName: 'm', Values: values(150) }],
  ['fractional counts', { MetricName: 'm', Values: [1], Counts: [0.5] }],
  ['a statistic set', { MetricName: 'm', StatisticValues: STATISTICS }],
  ['a name of 255 characters', { ...DATUM, MetricName: 'm'.repeat(255) }],
  ['30 dimensions', { ...DATUM, Dimensions: dimensions(30) }],
  ['a dimension value of 1024 characters', dimension('d', 'v'.repeat(1024))],
  ['a colon before a dimension value', dimension('d', ':v')],
  ['a time two weeks ago', { ...DATUM, Timestamp: minutesFromNoon(-20_160) }],
  ['a time two hours ahead', { ...DATUM, Timestamp: minutesFromNoon(120) }],
  ['a resolution of a second', { ...DATUM, StorageResolution: 1 }],
])('accepts %s', async (_what, datum) => {
  const { standIn, client } = await cloudWatch();
  await put(client, datum);
  expect(standIn.received).toHaveLength(1);
});

test.each([
  [
    'a namespace of AWS’s',
    'AWS/EC2',
    'InvalidParameterValue: The value AWS/ for parameter Namespace is invalid.',
  ],
  [
    'a colon before a namespace',
    ':app',
    'InvalidParameterValue: The value :app for parameter Namespace is invalid.',
  ],
  ['a namespace of 256 characters', 'n'.repeat(256), tooLong('Namespace', 256)],
  ['a namespace with a tab', 'a\tb', notAscii('Namespace')],
  ['no namespace', undefined, required('Namespace')],
])('refuses %s', async (_what, Namespace, expected) => {
  const { client } = await cloudWatch();
  const command = new PutMetricDataCommand({ Namespace, MetricData: [DATUM] });
  expect(await refusal(client.send(command))).toBe(expected);
});

test('takes 1000 datums at a time, not 1001, and not none', async () => {
  const { standIn, client } = await cloudWatch();
  await put(client, ...Array.from({ length: 1000 }, () => DATUM));
  expect(standIn.received).toHaveLength(1000);
  expect(await refusal(put(client, ...Array.from({ length: 1001 }, () => DATUM)))).toBe(
    tooMany('MetricData', 1000),
  );
  expect(await refusal(put(client))).toBe(required('MetricData'));
});

test('one bad datum fails the whole request, and every problem of its kind is named', async () => {
  const { standIn, client } = await cloudWatch();
  const call = put(client, DATUM, { ...DATUM, Value: Number.NaN }, DATUM, { ...DATUM, MetricName: ':m' });
  expect(await refusal(call)).toBe(
    'InvalidParameterValue: The value NaN for parameter MetricData.member.2.Value is invalid.\n' +
      'The value :m for parameter MetricData.member.4.MetricName is invalid.',
  );
  expect(standIn.received).toEqual([]);
});
