import { z } from 'zod';
import { LABEL } from '../../../../conventions/labels.ts';
import type { MetricDeclaration } from '../../../../conventions/metrics.ts';
import { parseFilter } from '../filter/filter.ts';
import { problemOf } from '../filter/problem_of.ts';
import { parseSelector } from '../filter/selector.ts';

const FIELD = 'a field such as $.error.type';
const PATTERN = `a pattern such as '{ $.level = "ERROR" }'`;

/** The metric of grouped errors. */
export const APPLICATION_ERRORS_TOTAL = {
  name: 'application_errors_total',
  type: 'counter',
  help: 'Errors that an application has logged, by type and group.',
  labels: [LABEL.service, 'error_type', 'fingerprint'],
} as const satisfies MetricDeclaration;

/** A field of a line, without a wildcard. */
export const lineField = z.string({ error: FIELD }).superRefine((text, context) => {
  const problem = problemOf(() => parseSelector(text));
  if (problem !== null)
    context.addIssue({ code: 'custom', message: FIELD, params: { is: `no field: ${problem.message}` } });
  else if (parseSelector(text).hasWildcard)
    context.addIssue({ code: 'custom', message: `${FIELD}, without a wildcard` });
});

/** Schema of `errors` of the source. */
export const errorSettings = z.strictObject({
  pattern: z
    .string({ error: PATTERN })
    .superRefine((pattern, context) => {
      const problem = problemOf(() => parseFilter(pattern));
      if (problem === null) return;
      const params = { is: `no pattern that CloudWatch takes: ${problem.message}` };
      context.addIssue({ code: 'custom', message: PATTERN, params });
    })
    .default(
      '{ $.level = "ERROR" || $.level = "CRITICAL" || $.level = "FATAL" || $.level = "error" || $.level = "fatal" }',
    )
    .describe('Which lines are errors: a metric-filter pattern.'),
  type: lineField.optional().describe('Where the type of an error stands, such as `$.error.type`.'),
  message: lineField.default('$.message').describe('Where its message stands.'),
  stack: lineField.optional().describe('Where its stack trace stands.'),
  groups_limit: z
    .int({ error: 'a whole number of groups' })
    .min(1, { error: 'at least 1 group' })
    .max(10_000, { error: 'at most 10000 groups' })
    .default(200)
    .describe('Most groups of errors; errors of others are counted as `<other>`.'),
});
export type ErrorSettings = z.output<typeof errorSettings>;
