import { z } from 'zod';
import { exactlyOne, exactlyOneIssue } from '../conventions/exactly_one.ts';
import { LABEL, RESOURCES, SEVERITIES } from '../conventions/labels.ts';
import { duration, formatDuration, percentage } from '../conventions/quantities.ts';
import { DEFAULT_WINDOW_MS } from '../conventions/recorded.ts';
import { identifier } from '../exporter/sources/common.ts';

const camelCase = 'a CamelCase name such as HighErrorRate';
const sentence = 'one sentence that says what is wrong';
const expression = 'a PromQL expression';
// Prometheus refuses names that begin like its own; the others are given to every alert.
const TAKEN = [LABEL.alertname, LABEL.severity, LABEL.signal];
const labelPattern = new RegExp(`^(?!__)(?!(?:${TAKEN.join('|')})$)[a-zA-Z_][a-zA-Z0-9_]*$`);
const labelName = `a label name such as team_name, of letters, digits and "_"; ${TAKEN.join(', ')} are taken`;

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
    .string({ error: sentence })
    .min(1, { error: sentence })
    .describe('One sentence, the same for every instance.'),
  description: z.string().min(1).optional().describe('With live values; written for you unless given.'),
  runbook: z
    .url({
      protocol: /^https?$/,
      error: 'the address of a page, such as https://wiki.example.com/high-latency',
    })
    .optional()
    .describe('Overrides `service.runbooks`.'),
  labels: z
    .record(z.string().regex(labelPattern, { error: labelName }), z.string())
    .optional()
    .describe('More labels, for routing.'),
};

const service = identifier.optional().describe('Only this service; every service unless given.');
const window = duration
  .prefault(formatDuration(DEFAULT_WINDOW_MS))
  .describe('Over how long the signal is measured.');
const rate = z
  .number({ error: 'a number of requests per second' })
  .nonnegative({ error: 'at least 0 requests per second' });

const kinds = z.discriminatedUnion('signal', [
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
        .gt(0, { error: 'a quantile above 0 and below 1' })
        .lt(1, { error: 'a quantile above 0 and below 1' })
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
      promql: z.string({ error: expression }).regex(/\S/, { error: expression }),
      above: z.number({ error: 'a number' }).optional(),
      below: z.number({ error: 'a number' }).optional(),
    })
    .refine(...exactlyOne('above', 'below'))
    .describe('Fires on a PromQL expression.'),
]);

const keys = [...new Set(kinds.options.flatMap(({ shape }) => Object.keys(shape)))];

/** Schema of one alert: on a golden signal, or on any PromQL expression. */
export const alert = z.preprocess((value, context) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const issue = exactlyOneIssue(value, 'signal', 'promql');
  if (issue === null) return value;
  // As long as nobody knows what kind of alert it is, no more can be said of it than this.
  context.issues.push(issue);
  const unknown = Object.keys(value).filter((key) => !keys.includes(key));
  if (unknown.length > 0) {
    const refused = { code: 'unrecognized_keys', keys: unknown, known: keys, input: value };
    context.issues.push(refused as z.core.$ZodRawIssue);
  }
  return z.NEVER;
}, kinds);

export type Alert = z.output<typeof alert>;
