import { z } from 'zod';
import { exactlyOne } from '../conventions/exactly_one.ts';
import { LABEL, SEVERITIES } from '../conventions/labels.ts';
import { duration, percentage } from '../conventions/quantities.ts';
import { identifier } from '../exporter/sources/common.ts';
import { PERIODS } from '../slo/windows.ts';
import { keyedUnion } from './alerts/keyed_union.ts';

const snakeCase = 'a name such as availability or checkout_latency, of small letters, digits and "_"';
const page = 'the address of a page, such as https://wiki.example.com/availability';
const part = 'a percentage above "0%" and below "100%"';
const counter = 'a counter, such as orders_total or orders_total{status="ok"}';
// Every alert on an objective has them.
const TAKEN = [LABEL.alertname, LABEL.severity, LABEL.signal, LABEL.service, LABEL.objective];
const labelPattern = new RegExp(`^(?!__|sloth_)(?!(?:${TAKEN.join('|')})$)[a-zA-Z_][a-zA-Z0-9_]*$`);
const labelName = `a label name such as team_name, of letters, digits and "_"; ${TAKEN.join(', ')} and those that begin with sloth_ are taken`;

const share = percentage.refine((ratio) => ratio > 0 && ratio < 1, { error: part });
const severity = z.literal([...SEVERITIES, false]);

const common = {
  name: z
    .string({ error: snakeCase })
    .regex(/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/, { error: snakeCase })
    .max(60, { error: 'a name of at most 60 characters' })
    .describe('The objective; its alerts are named after it, such as `AvailabilityBudgetBurnsFast`.'),
  window: z.enum(PERIODS).default('30d').describe('Over how long it is promised; the window rolls.'),
  page: severity
    .default('critical')
    .describe('Severity of the alert on a budget that burns fast; `false` for none.'),
  ticket: severity
    .default('warning')
    .describe(
      'Severity of the alert on a budget that burns slowly, and of that on no data; with `false` there is none of the first, and the second is a warning while there is a page.',
    ),
  description: z
    .string()
    .min(1)
    .optional()
    .describe('Of its alerts, with live values; written for you unless given.'),
  runbook: z
    .url({ protocol: /^https?$/, error: page })
    .optional()
    .describe('Overrides `service.runbooks`.'),
  only: z
    .enum(['prometheus', 'cloudwatch'])
    .optional()
    .describe('On which side alone the alerts of the objective are; on both unless given.'),
  labels: z
    .record(z.string().regex(labelPattern, { error: labelName }), z.string())
    .optional()
    .describe('More labels of its alerts, for routing.'),
};
const target = share.describe('The share that is promised, such as `99.9%`.');
const requestsOf = identifier
  .optional()
  .describe('Only this service; every service whose requests a source counts unless given.');
const minimumEvents = z
  .int()
  .min(1)
  .max(1_000_000)
  .default(5)
  .describe(
    'How many bad events the long window of an alert must have, so that one failure of a quiet service wakes nobody.',
  );

const onSignal = z.discriminatedUnion('signal', [
  z
    .strictObject({
      ...common,
      signal: z.literal('availability'),
      service: requestsOf,
      target,
      minimum_events: minimumEvents,
    })
    .describe('So many requests are not answered 5xx.'),
  z
    .strictObject({
      ...common,
      signal: z.literal('latency'),
      service: requestsOf,
      threshold: duration.describe('Requests that take longer are bad, whatever they are answered.'),
      target,
      minimum_events: minimumEvents,
    })
    .describe('So many requests take no longer than this.'),
  z
    .strictObject({
      ...common,
      signal: z.literal('error_ratio'),
      service: requestsOf,
      below: share.describe('The share of requests that may be answered 5xx; there is no `target`.'),
      minimum_events: minimumEvents,
    })
    .describe('Availability from the other side: at most so many requests are answered 5xx.'),
  z
    .strictObject({
      ...common,
      signal: z.literal('traffic'),
      service: requestsOf,
      at_least: z
        .number({ error: 'a number of requests per second' })
        .positive({ error: 'more than 0 requests per second' })
        .describe('Requests per second, over five minutes.'),
      target: share.describe('The share of the time in which it is promised.'),
    })
    .describe(
      'There is so much traffic, for so much of the time. No traffic is bad; an exporter that is away is not known.',
    ),
]);

const onCounters = z
  .strictObject({
    ...common,
    signal: z.undefined().optional(),
    total: z.string({ error: counter }).describe('A counter of all events.'),
    good: z.string({ error: counter }).optional().describe('A counter of the good ones, or …'),
    bad: z.string({ error: counter }).optional().describe('… a counter of the bad ones.'),
    service: identifier
      .optional()
      .describe('Whose events they are; every service of which a source emits `total` unless given.'),
    target,
    minimum_events: minimumEvents,
  })
  .refine(...exactlyOne('good', 'bad'))
  .describe('So many of any events are good.');

/** Schema of one objective: on a golden signal, or on two counters. */
export const objective = keyedUnion({ signal: onSignal, total: onCounters });

export type Objective = z.output<typeof objective>;
export type CountersObjective = z.output<typeof onCounters>;

/** The share of events that an objective promises to be good. */
export function targetOf(one: Objective): number {
  return one.signal === 'error_ratio' ? Number((1 - one.below).toFixed(14)) : one.target;
}
