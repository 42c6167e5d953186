import { z } from 'zod';
import { duration, size } from '../../../conventions/quantities.ts';
import { UNITS } from './datum.ts';
import { nameProblem, namespaceProblem } from './limits.ts';
import { parseSelector, SelectorError } from './selector.ts';
import { contradictions } from './settings_contradictions.ts';

const MINUTE_MS = 60_000;
const LONGEST_INTERVAL_MS = 3_600_000;
/** What divides a minute, so that points stay on whole minutes. */
const SHORT_INTERVALS_MS = [1_000, 5_000, 10_000, 30_000];

const namespace = 'a namespace such as "Shop/Api"';
const name = 'a name of at most 255 ASCII characters, the first of them no ":"';
const address = 'an address such as https://monitoring.eu-central-1.amazonaws.com';
const bound = 'a number in the unit of the metric, or a duration such as "2s"';
const role = 'a role such as "arn:aws:iam::123456789012:role/mirror"';

/** Seconds between two points that CloudWatch can tell apart. */
const resolution = z.enum(['60s', '1s']);
/** What counters send for an interval in which they did not grow. */
const idle = z.enum(['none', 'zero']);
/** What becomes of gauges that fall together where labels are left out. */
export const STATISTICS = ['max', 'min', 'avg', 'sum', 'last'] as const;
export type Statistic = (typeof STATISTICS)[number];

const selector = z
  .string({ error: 'a series such as http_requests_total{status=~"5.."}' })
  .superRefine((text, context) => {
    try {
      parseSelector(text);
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      context.addIssue({
        code: 'custom',
        message: 'a series such as http_requests_total{status=~"5.."}',
        params: { is: `no selector: ${error.message}`, at: error.at },
      });
    }
  });

/** In the unit of the metric: a duration as seconds. */
const countAbove = z.union(
  [z.number(), duration.transform((milliseconds) => Number((milliseconds / 1000).toPrecision(15)))],
  { error: bound },
);

/** Schema of an entry of `mirror.cloudwatch.select`. */
export const mirrorEntry = z.strictObject({
  series: selector.describe(
    'Which series, as PromQL selects them; a histogram by its name without a suffix.',
  ),
  dimensions: z
    .array(z.string().refine((label) => nameProblem(label) === null, { error: name }))
    .default([])
    .describe('Labels that become dimensions. Over all others, counters and histograms add up.'),
  name: z
    .string()
    .refine((text) => nameProblem(text) === null, { error: name })
    .optional()
    .describe('The name in CloudWatch; that of the metric unless given.'),
  unit: z.enum(UNITS).optional().describe('The unit in CloudWatch; by the name of the metric unless given.'),
  statistic: z
    .enum(STATISTICS)
    .default('max')
    .describe('What gauges that fall together become; `last` is the one that began last.'),
  count_above: countAbove
    .optional()
    .describe(
      'Of a histogram: how many observations were above this bound of its buckets, sent as a counter, instead of the histogram.',
    ),
  resolution: resolution.optional().describe('As above, for this entry.'),
  idle: idle.optional().describe('As above, for this entry.'),
});

const settings = z.strictObject({
  namespace: z
    .string({ error: namespace })
    .refine((text) => namespaceProblem(text) === null, {
      error: `${namespace}: at most 255 ASCII characters, and no "AWS/"`,
    })
    .describe('The CloudWatch namespace of all metrics.'),
  region: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, { error: 'a region such as "eu-central-1"' })
    .optional()
    .describe("The AWS region; that of the SDK's default chain unless given."),
  endpoint: z
    .string({ error: address })
    .regex(/^https?:\/\/[^\s/]+/, { error: address, abort: true })
    .refine((text) => URL.canParse(text), { error: address })
    .optional()
    .describe('Another CloudWatch: a VPC endpoint, or a stand-in.'),
  profile: z.string().min(1).optional().describe("A profile of AWS's shared configuration files."),
  assume_role: z
    .string({ error: role })
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, { error: role })
    .optional()
    .describe('A role to assume before sending.'),
  interval: duration
    .refine(isInterval, { error: '1s, 5s, 10s, 30s, or whole minutes up to 60m' })
    .prefault('60s')
    .describe('How often the selected series are read and sent.'),
  resolution: resolution
    .default('60s')
    .describe('How finely CloudWatch tells points apart; `1s` needs an interval below a minute.'),
  idle: idle
    .default('none')
    .describe(
      'What counters send for an interval in which they did not grow: nothing, or zero; without `dimensions`, or where `series` says what they are, also before the first.',
    ),
  dimensions: z
    .record(z.string(), z.string())
    .default({})
    .describe('Dimensions that every metric gets, besides those of its entry.'),
  select: z
    .array(mirrorEntry, { error: 'a list of the series to mirror' })
    .default([])
    .describe('Which series are mirrored; beside those that alarms need, where there is `cloudwatch`.'),
  budget: z
    .strictObject({
      metrics: z
        .int({ error: 'a whole number of metrics' })
        .min(1, { error: 'at least 1 metric' })
        .max(1_000_000, { error: 'at most 1000000 metrics' })
        .default(100)
        .describe('Most metrics in CloudWatch: distinct names and dimensions. New ones beyond are refused.'),
      monthly_usd: z
        .number({ error: 'a number of dollars' })
        .positive({ error: 'a number of dollars over 0' })
        .optional()
        .describe('Most dollars a month, requests included, by the price list that goldwatch has.'),
    })
    .prefault({})
    .describe('What CloudWatch may cost.'),
  in_doubt: z
    .enum(['resend', 'drop'])
    .default('resend')
    .describe('What becomes of a request whose answer was lost: sent again, it may count twice; else never.'),
  spool_size: size
    .prefault('1GB')
    .describe('Most that may wait on disk to be sent; what is oldest goes first, and is counted.'),
});

/** Schema of `mirror.cloudwatch` in monitoring.yml; durations are milliseconds, sizes bytes. */
export const cloudwatchMirrorSettings = settings.superRefine((chosen, context) => {
  for (const { path, message, is } of contradictions(chosen)) {
    context.addIssue({ code: 'custom', path, message, params: { is } });
  }
});
export type CloudwatchMirrorSettings = z.output<typeof settings> & {
  /** How many of the entries, from the first one on, are there for alarms and not in the file; none unless given. */
  readonly for_alarms?: number;
};
export type MirrorEntry = z.output<typeof mirrorEntry>;

function isInterval(milliseconds: number): boolean {
  if (milliseconds < MINUTE_MS) return SHORT_INTERVALS_MS.includes(milliseconds);
  return milliseconds % MINUTE_MS === 0 && milliseconds <= LONGEST_INTERVAL_MS;
}
