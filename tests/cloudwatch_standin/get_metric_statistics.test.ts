import { GetMetricStatisticsCommand, type GetMetricStatisticsCommandInput } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { cloudWatch, minutesFromNoon, put, refusal } from './testing.ts';

const QUESTION: GetMetricStatisticsCommandInput = {
  Namespace: 'test',
  MetricName: 'm',
  StartTime: minutesFromNoon(-1),
  EndTime: minutesFromNoon(2),
  Period: 60,
};

test('answers a datapoint for each period, with all statistics asked for', async () => {
  const { client } = await cloudWatch();
  await put(client, { MetricName: 'm', Values: [1, 10], Counts: [2, 4], Unit: 'Count' });
  const answer = await client.send(
    new GetMetricStatisticsCommand({
      ...QUESTION,
      Statistics: ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'],
    }),
  );
  expect(answer.Label).toBe('m');
  expect(answer.Datapoints).toEqual([
    {
      Timestamp: minutesFromNoon(0),
      Unit: 'Count',
      SampleCount: 6,
      Sum: 42,
      Average: 7,
      Minimum: 1,
      Maximum: 10,
    },
  ]);
});

test('answers percentiles by their names, and each unit apart', async () => {
  const { client } = await cloudWatch();
  await put(client, { MetricName: 'm', Values: [1, 2, 3] }, { MetricName: 'm', Value: 7, Unit: 'Seconds' });
  const command = new GetMetricStatisticsCommand({ ...QUESTION, ExtendedStatistics: ['p50', 'p99.9'] });
  expect((await client.send(command)).Datapoints).toEqual([
    { Timestamp: minutesFromNoon(0), Unit: 'Seconds', ExtendedStatistics: { p50: 7, 'p99.9': 7 } },
    { Timestamp: minutesFromNoon(0), Unit: 'None', ExtendedStatistics: { p50: 2, 'p99.9': 3 } },
  ]);
});

test('a period without percentiles has no datapoint', async () => {
  const { client } = await cloudWatch();
  await put(client, { MetricName: 'm', Value: -1 });
  const command = new GetMetricStatisticsCommand({ ...QUESTION, ExtendedStatistics: ['p50'] });
  expect((await client.send(command)).Datapoints).toEqual([]);
});

test.each<[string, Partial<GetMetricStatisticsCommandInput>, string]>([
  [
    'no statistic',
    {},
    'InvalidParameterCombination: At least one of the parameters Statistics and ExtendedStatistics must be specified.',
  ],
  [
    'statistics of both kinds',
    { Statistics: ['Sum'], ExtendedStatistics: ['p99'] },
    'InvalidParameterCombination: The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.',
  ],
  [
    'a statistic of nobody',
    { Statistics: ['Median' as never] },
    'InvalidParameterValue: The parameter Statistics.member.1 must be a value in the set [ SampleCount, Average, Sum, Minimum, Maximum ].',
  ],
  [
    'a percentile of nobody',
    { ExtendedStatistics: ['p101'] },
    'InvalidParameterValue: The value p101 for parameter ExtendedStatistics.member.1 is not a valid statistic.',
  ],
  [
    'a trimmed mean',
    { ExtendedStatistics: ['tm99'] },
    'StandInLimitation: The stand-in does not answer tm99.',
  ],
  [
    'an end before the start',
    { Statistics: ['Sum'], EndTime: minutesFromNoon(-2) },
    'InvalidParameterValue: The parameter StartTime must be less than the parameter EndTime.',
  ],
  [
    'neither namespace nor name',
    { Statistics: ['Sum'], Namespace: undefined, MetricName: undefined },
    'MissingParameter: The parameter Namespace is required.\nThe parameter MetricName is required.',
  ],
  [
    'more than 1440 datapoints',
    { Statistics: ['Sum'], EndTime: minutesFromNoon(1440) },
    'InvalidParameterCombination: You have requested up to 1441 datapoints, which exceeds the limit of 1440. ' +
      'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
  ],
])('refuses %s', async (_what, input, expected) => {
  const { client } = await cloudWatch();
  expect(await refusal(client.send(new GetMetricStatisticsCommand({ ...QUESTION, ...input })))).toBe(
    expected,
  );
});
