import { z } from 'zod';
import { exactlyOne } from '../../../conventions/exactly_one.ts';
import { GOLDEN_SIGNALS, type MetricDeclaration } from '../../../conventions/metrics.ts';
import { commonSourceSettings } from '../common.ts';
import { defineSource } from '../source.ts';
import { APPLICATION_ERRORS_TOTAL, errorSettings } from './errors/error_settings.ts';
import { FilterError } from './filter/filter_error.ts';
import { parseSelector } from './filter/selector.ts';
import { LINE_FORMATS } from './formats/index.ts';
import { declarationOf, filterMetric } from './metrics/filter_metric_settings.ts';

const FIELD = 'a field such as $.status or $.http.status';

const field = z.string({ error: FIELD }).refine(isField, { error: FIELD });

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
  valuesRejected: {
    name: 'goldwatch_log_values_rejected_total',
    type: 'counter',
    help: 'Log lines that a metric filter matched and that brought it no value, by metric and reason.',
    labels: ['source', 'metric', REASON],
  },
  errorsOther: {
    name: 'goldwatch_log_errors_other_total',
    type: 'counter',
    help: 'Errors counted under the fingerprint "<other>" because errors.groups_limit was reached.',
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
export const logsConfig = z
  .strictObject({
    type: z.literal('logs'),
    ...commonSourceSettings,
    files: z
      .array(z.string().min(1, { error: 'a path or glob such as /var/log/app/*.json' }))
      .min(1, { error: 'at least one path or glob' })
      .describe('Paths or globs; relative ones start at the folder of monitoring.yml.'),
    format: z
      .enum(LINE_FORMATS)
      .default('json')
      .describe(
        'How lines are written; access logs have fields such as `$.method`, `$.path`, `$.status` and `$.duration_s`.',
      ),
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
      .optional()
      .describe('Which fields of a line carry the golden signals.'),
    metrics: z
      .array(filterMetric)
      .max(100, { error: 'at most 100 metrics' })
      .refine((metrics) => new Set(metrics.map(({ name }) => name)).size === metrics.length, {
        error: 'each metric once',
      })
      .default([])
      .describe('Metrics that lines bring values to: metric filters, as CloudWatch Logs has them.'),
    errors: errorSettings.optional().describe('Groups errors: by type, message and place.'),
    routes_limit: z
      .int({ error: 'a whole number of routes' })
      .min(1, { error: 'at least 1 route' })
      .max(10_000, { error: 'at most 10000 routes' })
      .default(200)
      .describe('Most distinct routes; requests beyond it are counted under route "<other>".'),
  })
  .refine(
    ({ golden_signals, metrics, errors }) =>
      golden_signals !== undefined || metrics.length > 0 || errors !== undefined,
    {
      error: '`golden_signals`, `metrics` or `errors`: what lines are to be counted for',
      params: { is: 'missing' },
      path: ['golden_signals'],
    },
  );

/** Tails files and counts what is in their lines. */
export const logs = defineSource({
  type: 'logs',
  summary: 'Golden signals, metrics and errors from logs: tails files across rotation and restarts.',
  config: logsConfig,
  metrics: [...GOLDEN_SIGNALS, APPLICATION_ERRORS_TOTAL, ...Object.values(LOG_METRICS)],
  metricsOf: ({ metrics }) => metrics.map(declarationOf),
  load: () => import('./collect.ts'),
});

function isField(text: string): boolean {
  try {
    return !parseSelector(text).hasWildcard;
  } catch (error) {
    if (error instanceof FilterError) return false;
    throw error;
  }
}
