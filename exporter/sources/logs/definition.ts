import { z } from 'zod';
import { exactlyOne } from '../../../conventions/exactly_one.ts';
import { GOLDEN_SIGNALS, type MetricDeclaration } from '../../../conventions/metrics.ts';
import { commonSourceSettings } from '../common.ts';
import { LOGS_PATH } from '../receiver.ts';
import { defineSource } from '../source.ts';
import { APPLICATION_ERRORS_TOTAL, errorSettings } from './errors/error_settings.ts';
import { fileSettings, globOf } from './file_settings.ts';
import { problemOf } from './filter/problem_of.ts';
import { parseSelector } from './filter/selector.ts';
import { FORMATS_WITHOUT_LEVELS, LINE_FORMATS } from './formats/index.ts';
import { declarationOf, filterMetric } from './metrics/filter_metric_settings.ts';
import { multilineSettings } from './multiline_settings.ts';
import { metricsOfPresets, metricsWithPresets, PRESETS } from './presets/index.ts';

const FIELD = 'a field such as $.status or $.http.status';

const field = z.string({ error: FIELD }).refine(isField, { error: FIELD });

const REASON = 'reason';

/** What the source emits about itself. */
export const LOG_METRICS = {
  lines: {
    name: 'goldwatch_log_lines_total',
    type: 'counter',
    help: 'Log lines read; those that make one event are one.',
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
  duplicates: {
    name: 'goldwatch_log_requests_duplicates_total',
    type: 'counter',
    help: 'Requests with log lines that were not counted again, because their id was known.',
    labels: ['source'],
  },
  refused: {
    name: 'goldwatch_log_requests_refused_total',
    type: 'counter',
    help: 'Requests of which no log line was counted, by reason (mistake, too_large).',
    labels: ['source', REASON],
  },
  skipped: {
    name: 'goldwatch_log_lines_skipped_total',
    type: 'counter',
    help: 'Log lines that were read and left out, as `files` says, by reason (level, sample).',
    labels: ['source', REASON],
  },
  damaged: {
    name: 'goldwatch_log_files_damaged_total',
    type: 'counter',
    help: 'Compressed files that cannot be read to their end, by reason (truncated, damaged).',
    labels: ['source', REASON],
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
      .array(fileSettings)
      .min(1, { error: 'at least one path or glob' })
      .optional()
      .describe(
        'Paths or globs; relative ones start at the folder of monitoring.yml. As a mapping, with a lowest level or a sample.',
      ),
    level: field
      .default('$.level')
      .describe(
        'Where the level of a line stands, for `min_level`; in `text`, it is the first one in capitals.',
      ),
    stdin: z
      .boolean({ error: 'true or false' })
      .default(false)
      .describe('Whether lines come from standard input, as in `app | goldwatch serve`.'),
    http: z
      .boolean({ error: 'true or false' })
      .default(false)
      .describe('Whether lines may be sent to `POST /v1/logs`.'),
    multiline: multilineSettings
      .optional()
      .describe(
        'Which lines make one event: `stack_traces`, or those up to the next that matches `start`. Each is one unless given.',
      ),
    unwrap: field
      .optional()
      .describe(
        'Where the line itself stands in what a collector makes of it, such as `$.log`; the whole is the line unless given.',
      ),
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
    presets: z
      .array(z.enum(PRESETS))
      .max(PRESETS.length, { error: 'each preset once' })
      .default([])
      .describe('Metrics that come ready: `security` counts failed authentications and rate limiting.'),
    errors: errorSettings.optional().describe('Groups errors: by type, message and place.'),
    store: z
      .enum(['loki'])
      .optional()
      .describe('Where the lines of `files` are kept as well: in the Loki of the Compose profile `logs`.'),
    routes_limit: z
      .int({ error: 'a whole number of routes' })
      .min(1, { error: 'at least 1 route' })
      .max(10_000, { error: 'at most 10000 routes' })
      .default(200)
      .describe('Most distinct routes; requests beyond it are counted under route "<other>".'),
  })
  .refine(({ files, stdin, http }) => files !== undefined || stdin || http, {
    error: '`files`, `stdin: true` or `http: true`: where lines come from',
    params: { is: 'missing' },
    path: ['files'],
  })
  .refine(
    ({ golden_signals, metrics, presets, errors }) =>
      golden_signals !== undefined || metrics.length > 0 || presets.length > 0 || errors !== undefined,
    {
      error: '`golden_signals`, `metrics`, `presets` or `errors`: what lines are to be counted for',
      params: { is: 'missing' },
      path: ['golden_signals'],
    },
  )
  .refine(({ store, files }) => store === undefined || files !== undefined, {
    error: 'no `store` without `files`, whose lines it keeps',
    path: ['store'],
  })
  .superRefine(({ store, files = [] }, context) => {
    if (store === undefined) return;
    for (const [index, file] of files.entries()) {
      if (!globOf(file).endsWith('.gz')) continue;
      const message = 'no compressed file with `store`; it keeps files as they are written';
      const path = typeof file === 'string' ? ['files', index] : ['files', index, 'path'];
      context.addIssue({ code: 'custom', path, message });
    }
  })
  .refine(({ presets, format }) => presets.length === 0 || format === 'json', {
    error: 'no `presets` but with `format: json`; requests of access logs are in http_requests_total',
    path: ['presets'],
  })
  .superRefine(({ files = [], format }, context) => {
    if (!FORMATS_WITHOUT_LEVELS.includes(format)) return;
    for (const [index, file] of files.entries()) {
      if (typeof file === 'string' || file.min_level === undefined) continue;
      const message = `no \`min_level\` with \`format: ${format}\`, whose lines have no level`;
      context.addIssue({ code: 'custom', path: ['files', index, 'min_level'], message });
    }
  })
  .superRefine((config, context) => {
    const taken = new Set(metricsOfPresets(config).map(({ name }) => name));
    for (const [index, { name }] of config.metrics.entries()) {
      if (!taken.has(name)) continue;
      const message = `another name; a preset has ${[...taken].join(' and ')}`;
      context.addIssue({ code: 'custom', path: ['metrics', index, 'name'], message });
    }
  });

/** Tails files and counts what is in their lines. */
export const logs = defineSource({
  type: 'logs',
  summary:
    'Golden signals, metrics and errors from logs: from files across rotation and restarts, standard input, or HTTP.',
  config: logsConfig,
  metrics: [...GOLDEN_SIGNALS, APPLICATION_ERRORS_TOTAL, ...Object.values(LOG_METRICS)],
  metricsOf: (config) => metricsWithPresets(config).map(declarationOf),
  receives: [LOGS_PATH],
  receivesWith: { setting: 'http: true', isSet: ({ http }) => http },
  load: () => import('./collect.ts'),
});

function isField(text: string): boolean {
  return problemOf(() => parseSelector(text)) === null && !parseSelector(text).hasWildcard;
}
