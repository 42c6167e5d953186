import { z } from 'zod';
import { LABEL } from '../../../../conventions/labels.ts';
import type { MetricDeclaration } from '../../../../conventions/metrics.ts';
import { declaredName, TAKEN_LABELS } from '../../common.ts';
import { parseFilter } from '../filter/filter.ts';
import { problemOf } from '../filter/problem_of.ts';

const LABEL_NAME = 'a label name such as plan, in lower case';
const PATTERN = `a pattern such as '{ $.level = "ERROR" }' or '[ip, user, ..., status=5*]'`;

/** What a value is in, and by what it is multiplied to be in Prometheus's base unit. */
export const VALUE_UNITS = {
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  kB: 1e3,
  KiB: 1024,
  MB: 1e6,
  MiB: 1_048_576,
  percent: 0.01,
} as const;

const field = z.string({ error: 'a field such as $.latency_ms or $status' });

const entry = z.strictObject({
  name: declaredName.describe('The name of the metric, with its unit; that of a counter ends in `_total`.'),
  type: z.enum(['counter', 'gauge', 'histogram']).describe('What becomes of the lines, or of their values.'),
  help: z
    .string()
    .min(1, { error: 'a sentence' })
    .default('Counted from log lines.')
    .describe('What it tells, as a sentence.'),
  pattern: z
    .string({ error: PATTERN })
    .describe('Which lines: a metric-filter pattern, as CloudWatch Logs has them. Empty for all.'),
  value: field
    .optional()
    .describe('What a line brings: a field of the pattern, `$.latency_ms` or `$status`; 1 unless given.'),
  unit: z
    .enum(Object.keys(VALUE_UNITS) as [keyof typeof VALUE_UNITS])
    .optional()
    .describe('What the value is in; it becomes seconds, bytes or a ratio. As it is unless given.'),
  labels: z
    .record(
      z.string().refine((name) => /^[a-z][a-z0-9_]{0,62}$/.test(name) && !TAKEN_LABELS.includes(name), {
        error: LABEL_NAME,
      }),
      field,
    )
    .default({})
    .describe('Labels, and the fields that they are taken from; `service` is added.'),
  label_values_limit: z
    .int({ error: 'a whole number of values' })
    .min(1, { error: 'at least 1 value' })
    .max(10_000, { error: 'at most 10000 values' })
    .default(100)
    .describe('Most distinct values of each label; others become `<other>`.'),
});
export type FilterMetricSettings = z.output<typeof entry>;

/** Schema of an entry of `metrics` of the source: a metric filter. */
export const filterMetric = entry.superRefine((chosen, context) => {
  const { name, type, pattern, value, labels } = chosen;
  const issue = (path: (string | number)[], message: string, is?: string) =>
    context.addIssue({ code: 'custom', path, message, ...(is !== undefined && { params: { is } }) });
  if ((type === 'counter') !== name.endsWith('_total'))
    issue(['name'], 'a name that ends in _total if its type is counter, and only then');
  if (type !== 'counter' && value === undefined)
    issue(['value'], 'a field such as $.latency_ms or $status', 'missing');
  const problem = problemOf(() => parseFilter(pattern));
  if (problem !== null) {
    issue(['pattern'], PATTERN, `no pattern that CloudWatch takes: ${problem.message}`);
    return;
  }
  const filter = parseFilter(pattern);
  const fields = [
    ...(value === undefined ? [] : [{ path: ['value'], selector: value }]),
    ...Object.entries(labels).map(([label, selector]) => ({ path: ['labels', label], selector })),
  ];
  for (const { path, selector } of fields) {
    const missing = problemOf(() => filter.checkField(selector));
    if (missing === null) continue;
    issue(path, 'a field of the pattern, such as $.latency_ms or $status', `none: ${missing.problem}`);
  }
});

/** The metric of an entry. */
export function declarationOf({ name, type, help, labels }: FilterMetricSettings): MetricDeclaration {
  return { name, type, help, labels: [LABEL.service, ...Object.keys(labels)] };
}
