import { z } from 'zod';
import { exactlyOne } from '../conventions/exactly_one.ts';
import { RESOURCES, SEVERITIES } from '../conventions/labels.ts';
import { duration, formatDuration, percentage } from '../conventions/quantities.ts';
import { DEFAULT_WINDOW_MS } from '../conventions/recorded.ts';
import { identifier } from '../exporter/sources/common.ts';

const camelCase = 'a CamelCase name such as HighErrorRate';
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const common = {
  name: z
    .string({ error: camelCase })
    .regex(/^[A-Z][A-Za-z0-9]{2,99}$/, { error: camelCase })
    .describe('The alert, in CamelCase.'),
  severity: z
    .enum(SEVERITIES)
    .describe('Who is woken: critical pages, warning is for working hours, info is for the record.'),
  for: duration.prefault('5m').describe('How long the condition must hold before the alert fires.'),
  summary: z
    .string({ error: 'one sentence that says what is wrong' })
    .min(1, { error: 'one sentence that says what is wrong' })
    .describe('One sentence, the same for every instance.'),
  description: z.string().min(1).optional().describe('With live values; written for you unless given.'),
  runbook: z.url({ error: 'the address of a page' }).optional().describe('Overrides `service.runbooks`.'),
  labels: z
    .record(z.string().regex(labelName, { error: 'a label name' }), z.string())
    .optional()
    .describe('More labels, for routing.'),
};

const service = identifier.optional().describe('Only this service; every service unless given.');
const window = duration
  .prefault(formatDuration(DEFAULT_WINDOW_MS))
  .describe('Over how long the signal is measured.');
const rate = z
  .number({ error: 'a number of requests per second' })
  .nonnegative({ error: 'no negative number' });

/** Schema of one alert: on a golden signal, or on any PromQL expression. */
export const alert = z.discriminatedUnion('signal', [
  z
    .strictObject({
      ...common,
      signal: z.literal('error_ratio'),
      service,
      window,
      above: percentage.describe('Share of requests answered 5xx.'),
    })
    .describe('Fires when too many requests fail.'),
  z
    .strictObject({
      ...common,
      signal: z.literal('latency'),
      service,
      window,
      quantile: z
        .number({ error: 'a quantile such as 0.95' })
        .gt(0, { error: 'a quantile between 0 and 1' })
        .lt(1, { error: 'a quantile between 0 and 1' })
        .describe('Which latency: 0.95 is the one that 5% of requests exceed.'),
      above: duration.describe('The latency.'),
    })
    .describe('Fires when requests take too long.'),
  z
    .strictObject({
      ...common,
      signal: z.literal('traffic'),
      service,
      window,
      above: rate.optional().describe('Requests per second.'),
      below: rate.optional().describe('Requests per second.'),
    })
    .refine(...exactlyOne('above', 'below'))
    .describe('Fires when there is too much or too little traffic.'),
  z
    .strictObject({
      ...common,
      signal: z.literal('saturation'),
      service,
      resource: z.enum(RESOURCES),
      above: percentage.describe('How full the resource is.'),
    })
    .describe('Fires when a resource runs out.'),
  z
    .strictObject({
      ...common,
      signal: z.undefined().optional(),
      promql: z.string({ error: 'a PromQL expression' }).min(1, { error: 'a PromQL expression' }),
      above: z.number({ error: 'a number' }).optional(),
      below: z.number({ error: 'a number' }).optional(),
    })
    .refine(...exactlyOne('above', 'below'))
    .describe('Fires on a PromQL expression.'),
]);

export type Alert = z.output<typeof alert>;
