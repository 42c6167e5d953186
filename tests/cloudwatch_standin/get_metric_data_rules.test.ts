import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { UNITS } from './limits.ts';
import { cloudWatch, minutesFromNoon, question, refusal } from './testing.ts';

const MEMBER = 'MetricDataQueries.member.1';

/** The question of the tests, with another query. */
function asking(...queries: readonly MetricDataQuery[]): Partial<GetMetricDataCommandInput> {
  return { MetricDataQueries: [...queries] };
}

function metricStat(settings: object): Partial<GetMetricDataCommandInput> {
  const Metric = { Namespace: 'test', MetricName: 'm' };
  return asking({ Id: 'q', MetricStat: { Metric, Period: 60, Stat: 'Sum', ...settings } });
}

const math = (Expression: string) =>
  asking(
    { Id: 'q', Expression },
    ...(question('Sum').MetricDataQueries ?? []).map((query) => ({ ...query, Id: 'm1' })),
  );
const notUnderstood = (expression: string) =>
  `StandInLimitation: The stand-in does not understand the expression ${expression}. It knows numbers, ids, + - * / and ( ).`;

test.each<[string, Partial<GetMetricDataCommandInput>, string]>([
  ['no query', asking(), 'ValidationError: The parameter MetricDataQueries is required.'],
  [
    '501 queries',
    asking(
      ...Array.from({ length: 501 }, (_, index) => ({
        ...question('Sum').MetricDataQueries?.[0],
        Id: `q${index}`,
      })),
    ),
    'ValidationError: The collection MetricDataQueries must not have a size greater than 500.',
  ],
  [
    'an id twice',
    asking({ Id: 'a', Expression: '1' }, { Id: 'a', Expression: '2' }),
    'ValidationError: The values for parameter id in MetricDataQueries are not unique.',
  ],
  [
    'an id with a capital in front',
    asking({ Id: 'Q', Expression: '1' }),
    `ValidationError: The value Q for parameter ${MEMBER}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
  ],
  [
    'a query without an id',
    asking({ Id: undefined, Expression: '1' }),
    `ValidationError: The parameter ${MEMBER}.Id is required.`,
  ],
  [
    'neither metric nor expression',
    asking({ Id: 'q' }),
    `ValidationError: At least one of the parameters ${MEMBER}.Expression and ${MEMBER}.MetricStat must be specified.`,
  ],
  [
    'both metric and expression',
    asking({ ...question('Sum').MetricDataQueries?.[0], Id: 'q', Expression: '1' }),
    `ValidationError: The parameters ${MEMBER}.Expression and ${MEMBER}.MetricStat are mutually exclusive and you have specified both.`,
  ],
  [
    'no metric',
    metricStat({ Metric: undefined }),
    `ValidationError: The parameter ${MEMBER}.MetricStat.Metric is required.
The parameter ${MEMBER}.MetricStat.Metric.Namespace is required.
The parameter ${MEMBER}.MetricStat.Metric.MetricName is required.`,
  ],
  [
    'a statistic of nobody',
    metricStat({ Stat: 'p101' }),
    `ValidationError: The value p101 for parameter ${MEMBER}.MetricStat.Stat is not a valid statistic.`,
  ],
  [
    'no statistic',
    metricStat({ Stat: undefined }),
    `ValidationError: The parameter ${MEMBER}.MetricStat.Stat is required.`,
  ],
  ['a trimmed mean', metricStat({ Stat: 'tm99' }), 'StandInLimitation: The stand-in does not answer tm99.'],
  [
    'a period of 0',
    metricStat({ Period: 0 }),
    `ValidationError: The parameter ${MEMBER}.MetricStat.Period must not equal 0.`,
  ],
  [
    'a negative period',
    metricStat({ Period: -60 }),
    `ValidationError: The parameter ${MEMBER}.MetricStat.Period must be greater than 0.`,
  ],
  [
    'a period of 90 seconds',
    metricStat({ Period: 90 }),
    `ValidationError: The parameter ${MEMBER}.MetricStat.Period must be 1, 5, 10, 20, 30 or a multiple of 60.`,
  ],
  [
    'no period',
    metricStat({ Period: undefined }),
    `ValidationError: The parameter ${MEMBER}.MetricStat.Period is required.`,
  ],
  [
    'a unit of nobody',
    metricStat({ Unit: 'Hours' }),
    `ValidationError: The parameter ${MEMBER}.MetricStat.Unit must be a value in the set [ ${UNITS.join(', ')} ].`,
  ],
  [
    'an end at the start',
    { EndTime: minutesFromNoon(-1) },
    'ValidationError: The parameter StartTime must not equal parameter EndTime.',
  ],
  [
    'an end before the start',
    { EndTime: minutesFromNoon(-2) },
    'ValidationError: The parameter StartTime must be less than the parameter EndTime.',
  ],
  ['no start', { StartTime: undefined }, 'ValidationError: The parameter StartTime is required.'],
  ['no end', { EndTime: undefined }, 'ValidationError: The parameter EndTime is required.'],
  [
    'an order of nobody',
    { ScanBy: 'Random' as never },
    'ValidationError: The parameter ScanBy must be a value in the set [ TimestampDescending, TimestampAscending ].',
  ],
  [
    'pages of nothing',
    { MaxDatapoints: 0 },
    'ValidationError: The parameter MaxDatapoints must be greater than or equal to 1.',
  ],
  [
    'pages too large',
    { MaxDatapoints: 100_801 },
    'ValidationError: The parameter MaxDatapoints must be less than or equal to 100800.',
  ],
  [
    'an id of nobody in an expression',
    math('m2 * 2'),
    'ValidationError: An expression names the id m2, but no query has it.',
  ],
  [
    'an expression of itself',
    math('q + 1'),
    'ValidationError: An expression names the id q, but it stands for itself.',
  ],
  [
    'an expression of numbers',
    math('1 + 1'),
    'ValidationError: The expression q must be a time series, and is a number.',
  ],
  ['a function', math('SUM(METRICS())'), notUnderstood('SUM(METRICS())')],
  ['half an expression', math('m1 *'), notUnderstood('m1 *')],
  ['an expression and a half', math('m1 m1'), notUnderstood('m1 m1')],
  ['an open parenthesis', math('(m1'), notUnderstood('(m1')],
  ['an expression too deep', math(`${'-'.repeat(60)}m1`), notUnderstood(`${'-'.repeat(60)}m1`)],
])('refuses %s', async (_what, input, expected) => {
  const { client } = await cloudWatch();
  const call = client.send(new GetMetricDataCommand({ ...question('Sum'), ...input }));
  expect(await refusal(call)).toBe(expected);
});
