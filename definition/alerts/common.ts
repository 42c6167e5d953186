import { z } from 'zod';
import { LABEL, SEVERITIES } from '../../conventions/labels.ts';
import { duration, durationOrNone } from '../../conventions/quantities.ts';
import { identifier } from '../../exporter/sources/common.ts';
import { alertTest } from '../alert_tests.ts';

const camelCase = 'a CamelCase name such as HighErrorRate';
const sentence = 'one sentence that says what is wrong';
const page = 'the address of a page, such as https://wiki.example.com/high-latency';
// Prometheus refuses names that begin like its own; the others are given to every alert.
const TAKEN = [LABEL.alertname, LABEL.severity, LABEL.signal];
const labelPattern = new RegExp(`^(?!__)(?!(?:${TAKEN.join('|')})$)[a-zA-Z_][a-zA-Z0-9_]*$`);
const labelName = `a label name such as team_name, of letters, digits and "_"; ${TAKEN.join(', ')} are taken`;

const address = z.url({ protocol: /^https?$/, error: page });

/** Keys of every alert, whatever it is about. */
export const common = {
  name: z
    .string({ error: camelCase })
    .regex(/^[A-Z][A-Za-z0-9]{2,99}$/, { error: camelCase })
    .describe('The alert, in CamelCase.'),
  severity: z
    .enum(SEVERITIES)
    .describe('Who is woken: critical pages, warning is for working hours, info is for the record.'),
  for: durationOrNone
    .prefault('5m')
    .describe('How long the condition must hold before the alert fires: two evaluations or more, or `0s`.'),
  keep_firing_for: duration
    .optional()
    .describe('How long the alert goes on after its condition has ended, so that it does not flap.'),
  no_data: z
    .enum(['ok', 'alert'])
    .optional()
    .describe(
      'Whether the alert fires, too, where there is no data to judge by; `ok` unless given, but for `traffic` that is `below`.',
    ),
  summary: z
    .string({ error: sentence })
    .min(1, { error: sentence })
    .describe('One sentence, the same for every instance.'),
  description: z.string().min(1).optional().describe('With live values; written for you unless given.'),
  runbook: address.optional().describe('Overrides `service.runbooks`.'),
  dashboard: address.optional().describe('Overrides the link to the dashboard of golden signals.'),
  labels: z
    .record(z.string().regex(labelPattern, { error: labelName }), z.string())
    .optional()
    .describe('More labels, for routing; `team` is `service.owner` unless given.'),
  only: z
    .enum(['prometheus', 'cloudwatch'])
    .optional()
    .describe(
      'On which side alone the alert is, where the other one cannot have it or is not to have it; on both unless given.',
    ),
  test: alertTest
    .optional()
    .describe('Series by which the alert is tested; found for you unless `render` says that there are none.'),
};

/** The service that an alert is limited to. */
export const service = identifier.optional().describe('Only this service; every service unless given.');

/** Which latency or observation an alert asks for. */
export const quantile = z
  .number({ error: 'a quantile such as 0.95' })
  .gt(0, { error: 'a quantile above 0 and below 1' })
  .lt(1, { error: 'a quantile above 0 and below 1' });
