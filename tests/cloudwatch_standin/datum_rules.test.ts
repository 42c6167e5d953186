import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { UNITS } from './limits.ts';
import { cloudWatch, minutesFromNoon, put, refusal } from './testing.ts';

const DATUM: MetricDatum = { MetricName: 'm', Value: 1 };
const STATISTICS = { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 };
const MEMBER = 'MetricData.member.1';
const LARGEST = 2 ** 360;

const invalid = (value: unknown, path: string) =>
  `InvalidParameterValue: The value ${value} for parameter ${MEMBER}.${path} is invalid.`;
const required = (path: string) => `MissingParameter: The parameter ${path} is required.`;
const tooMany = (path: string, size: number) =>
  `InvalidParameterValue: The collection ${path} must not have a size greater than ${size}.`;
const both = (a: string, b: string) =>
  `InvalidParameterCombination: The parameters ${MEMBER}.${a} and ${MEMBER}.${b} are mutually exclusive and you have specified both.`;

const values = (count: number) => Array.from({ length: count }, (_, index) => index);
const window = `InvalidParameterValue: The parameter ${MEMBER}.Timestamp must specify a time within the past two weeks.`;

test.each<[string, MetricDatum, string]>([
  ['NaN', { ...DATUM, Value: Number.NaN }, invalid('NaN', 'Value')],
  ['Infinity', { ...DATUM, Value: Number.POSITIVE_INFINITY }, invalid('Infinity', 'Value')],
  ['a value beyond 2^360', { ...DATUM, Value: LARGEST * 1.01 }, invalid(LARGEST * 1.01, 'Value')],
  ['a value beyond -2^360', { ...DATUM, Value: -LARGEST * 1.01 }, invalid(-LARGEST * 1.01, 'Value')],
  ['a value below 2^-360 that is not 0', { ...DATUM, Value: 1e-109 }, invalid(1e-109, 'Value')],
  [
    'one of Values that is NaN',
    { MetricName: 'm', Values: [1, Number.NaN] },
    invalid('NaN', 'Values.member.2'),
  ],
  [
    'one of Counts that is infinite',
    { MetricName: 'm', Values: [1], Counts: [Number.POSITIVE_INFINITY] },
    invalid('Infinity', 'Counts.member.1'),
  ],
  [
    'a count of 0',
    { MetricName: 'm', Values: [1], Counts: [0] },
    `InvalidParameterValue: The parameter ${MEMBER}.Counts.member.1 must not equal 0.`,
  ],
  [
    'a negative count',
    { MetricName: 'm', Values: [1], Counts: [-1] },
    `InvalidParameterValue: The parameter ${MEMBER}.Counts.member.1 must be greater than 0.`,
  ],
  ['151 values', { MetricName: 'm', Values: values(151) }, tooMany(`${MEMBER}.Values`, 150)],
  [
    'as many counts as values, not more',
    { MetricName: 'm', Values: [1, 2], Counts: [1, 1, 1] },
    `InvalidParameterValue: The parameters ${MEMBER}.Values and ${MEMBER}.Counts must be of the same size.`,
  ],
  ['Value beside Values', { ...DATUM, Values: [1] }, both('Value', 'Values')],
  [
    'Value beside StatisticValues',
    { ...DATUM, StatisticValues: STATISTICS },
    both('Value', 'StatisticValues'),
  ],
  [
    'Values beside StatisticValues',
    { MetricName: 'm', Values: [1], StatisticValues: STATISTICS },
    both('Values', 'StatisticValues'),
  ],
  [
    'no observation at all',
    { MetricName: 'm' },
    `InvalidParameterCombination: At least one of the parameters ${MEMBER}.Value, ${MEMBER}.Values and ${MEMBER}.StatisticValues must be specified.`,
  ],
  [
    'a statistic set without its sum',
    { MetricName: 'm', StatisticValues: { ...STATISTICS, Sum: undefined } },
    required(`${MEMBER}.StatisticValues.Sum`),
  ],
  [
    'a statistic set that is upside down',
    { MetricName: 'm', StatisticValues: { ...STATISTICS, Minimum: 3 } },
    `InvalidParameterValue: The parameter ${MEMBER}.StatisticValues.Maximum must be greater than ${MEMBER}.StatisticValues.Minimum.`,
  ],
  [
    'a statistic set of nothing',
    { MetricName: 'm', StatisticValues: { ...STATISTICS, SampleCount: 0 } },
    `InvalidParameterValue: The parameter ${MEMBER}.StatisticValues.SampleCount must not equal 0.`,
  ],
  [
    'a statistic set that is infinite',
    { MetricName: 'm', StatisticValues: { ...STATISTICS, Sum: Number.NEGATIVE_INFINITY } },
    invalid('-Infinity', 'StatisticValues.Sum'),
  ],
  [
    'a time two weeks and a millisecond ago',
    { ...DATUM, Timestamp: new Date(minutesFromNoon(-20_160).getTime() - 1) },
    window,
  ],
  [
    'a time two hours and a millisecond ahead',
    { ...DATUM, Timestamp: new Date(minutesFromNoon(120).getTime() + 1) },
    window,
  ],
  [
    'a unit that is not on the list',
    { ...DATUM, Unit: 'seconds' as never },
    `InvalidParameterValue: The parameter ${MEMBER}.Unit must be a value in the set [ ${UNITS.join(', ')} ].`,
  ],
  [
    'a resolution between second and minute',
    { ...DATUM, StorageResolution: 30 },
    `InvalidParameterValue: The parameter ${MEMBER}.StorageResolution must be a value in the set [ 1, 60 ].`,
  ],
])('refuses %s', async (_what, datum, expected) => {
  const { standIn, client } = await cloudWatch();
  expect(await refusal(put(client, datum))).toBe(expected);
  expect(standIn.received).toEqual([]);
});
