import { z } from 'zod';
import { exactlyOne } from '../../../conventions/exactly_one.ts';
import { GOLDEN_SIGNALS, type MetricDeclaration } from '../../../conventions/metrics.ts';
import { commonSourceSettings } from '../common.ts';
import { defineSource } from '../source.ts';

const field = z
  .string({ error: 'a field such as $.status or $.http.status' })
  .regex(/^\$(\.[A-Za-z_][\w-]*|\[\d+\])+$/, { error: 'a field such as $.status or $.http.status' });

const REASON = 'reason';

/** What the source emits about itself. */
export const LOG_METRICS = {
  lines: {
    name: 'goldwatch_log_lines_total',
    type: 'counter',
    help: 'Log lines read.',
    labels: ['source'],
  },
  rejected: {
    name: 'goldwatch_log_lines_rejected_total',
    type: 'counter',
    help: 'Log lines that carry no golden signal, by reason.',
    labels: ['source', REASON],
  },
  folded: {
    name: 'goldwatch_log_routes_folded_total',
    type: 'counter',
    help: 'Requests counted under route "<other>" because routes_limit was reached.',
    labels: ['source'],
  },
  lost: {
    name: 'goldwatch_log_files_lost_total',
    type: 'counter',
    help: 'Files that vanished before they were read to the end, by reason.',
    labels: ['source', REASON],
  },
} as const satisfies Record<string, MetricDeclaration>;

/** Settings of the source in monitoring.yml. */
export const logsConfig = z.strictObject({
  type: z.literal('logs'),
  ...commonSourceSettings,
  files: z
    .array(z.string().min(1, { error: 'a path or glob such as /var/log/app/*.json' }))
    .min(1, { error: 'at least one path or glob' })
    .describe('Paths or globs; relative ones start at the folder of monitoring.yml.'),
  golden_signals: z
    .strictObject({
      method: field.describe('The request method.'),
      route: field.optional().describe('The matched template; give this or `path`.'),
      path: field.optional().describe('The raw path, whose identifiers are then collapsed.'),
      status: field.describe('The response status, 100 to 599.'),
      duration_ms: field.optional().describe('The latency in milliseconds; give this or `duration_s`.'),
      duration_s: field.optional().describe('The latency in seconds.'),
    })
    .refine(...exactlyOne('route', 'path'))
    .refine(...exactlyOne('duration_ms', 'duration_s'))
    .describe('Which fields of a line carry the golden signals.'),
  routes_limit: z
    .int({ error: 'a whole number of routes' })
    .min(1, { error: 'at least 1 route' })
    .max(10_000, { error: 'at most 10000 routes' })
    .default(200)
    .describe('Most distinct routes; requests beyond it are counted under route "<other>".'),
});

/** Tails files of JSON lines and counts requests in them. */
export const logs = defineSource({
  type: 'logs',
  summary:
    'Golden signals from structured access logs: tails files of JSON lines across rotation and restarts.',
  config: logsConfig,
  metrics: [...GOLDEN_SIGNALS, ...Object.values(LOG_METRICS)],
  load: () => import('./collect.ts'),
});
