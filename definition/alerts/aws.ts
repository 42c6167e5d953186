import { z } from 'zod';
import { duration } from '../../conventions/quantities.ts';
import { nameProblem } from '../../exporter/outputs/cloudwatch_mirror/limits.ts';
import { common, service } from './common.ts';

const NAMESPACE = 'a namespace of CloudWatch such as AWS/Lambda, or one of your own';
const NAME = 'at most 255 ASCII characters, the first of them no ":"';
const STATISTIC = 'Sum, Average, Minimum, Maximum, SampleCount, or a percentile such as p99';
const PERIOD = '10s, 20s, 30s, or whole minutes up to 1d';
const NUMBER = "a number, in the unit of AWS's own metric";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SHORT_PERIODS_MS = [10_000, 20_000, 30_000];

const name = z
  .string({ error: NAME })
  .refine((text) => nameProblem(text) === null, { error: NAME })
  .describe("The metric, by AWS's name.");
const number = z.number({ error: NUMBER });

/** What is asked of a metric that AWS or somebody else puts into CloudWatch. */
export const awsCondition = z.strictObject({
  namespace: z
    .string({ error: NAMESPACE })
    .regex(/^[\w./#-][\w./#: -]{0,254}$/, { error: NAMESPACE })
    .describe('The namespace, such as AWS/Lambda.'),
  metric: name,
  statistic: z
    .string({ error: STATISTIC })
    .regex(/^(?:Sum|Average|Minimum|Maximum|SampleCount|p(?:\d{1,2}(?:\.\d{1,10})?|100))$/, {
      error: STATISTIC,
    })
    .default('Average')
    .describe('How the values of a period become one.'),
  period: duration
    .refine((period) => SHORT_PERIODS_MS.includes(period) || (period % MINUTE_MS === 0 && period <= DAY_MS), {
      error: PERIOD,
    })
    .prefault('5m')
    .describe('Over how long; `for` is so many of them in a row.'),
  dimensions: z
    .record(z.string(), z.string().min(1, { error: 'some text' }))
    .optional()
    .describe(
      'Which metric; each resource of `cloudwatch.resources` that is of this namespace unless given.',
    ),
  above: number.optional().describe('The limit, in the unit of the metric.'),
  at_least: number.optional().describe('The same, with the limit itself beyond it.'),
  below: number.optional().describe('The limit, in the unit of the metric.'),
  anomaly: z
    .strictObject({
      band: z
        .number({ error: 'a number of standard deviations such as 2' })
        .positive({ error: 'a number above 0' })
        .max(100, { error: 'at most 100' })
        .default(2)
        .describe('How wide the band is, in standard deviations.'),
      side: z.enum(['above', 'below', 'both']).default('above').describe('On which side it is left.'),
    })
    .optional()
    .describe('Instead of a limit: what CloudWatch learns to be usual.'),
});

/** Schema of an alert on a metric of CloudWatch; it is in CloudWatch alone. */
export const awsAlert = z
  .strictObject({
    ...common,
    signal: z.undefined().optional(),
    service,
    aws: awsCondition
      .superRefine((value, context) => {
        const limits = ['above', 'at_least', 'below', 'anomaly'] as const;
        const given = limits.filter((key) => value[key] !== undefined);
        if (given.length === 1) return;
        context.addIssue({
          code: 'custom',
          message: 'one of "above", "at_least", "below" and "anomaly"',
          params: { is: given.length === 0 ? 'without a limit' : 'with several limits' },
        });
      })
      .describe('The metric, how it is looked at, and its limit.'),
    datapoints: z
      .int({ error: 'a whole number' })
      .min(1, { error: 'at least 1' })
      .optional()
      .describe('How many of the periods of `for` must be beyond the limit; all of them unless given.'),
  })
  .describe('Fires on a metric of CloudWatch, such as those of Lambda, ECS or RDS.');
