import { z } from 'zod';
import { problemOf } from './filter/problem_of.ts';
import { type Framing, LINES } from './framing.ts';
import { STACK_TRACES } from './multiline_stack_traces.ts';
import { startingWith } from './multiline_start.ts';

const START = String.raw`a regular expression of metric filters such as '^\d{4}-\d\d-\d\d'`;

/** Schema of `multiline` of the source. */
export const multilineSettings = z.union(
  [
    z.enum(['stack_traces']),
    z.strictObject({
      start: z
        .string({ error: START })
        .superRefine((pattern, context) => {
          const problem = problemOf(() => startingWith(pattern));
          if (problem === null) return;
          const params = { is: `no such pattern: ${problem.message}` };
          context.addIssue({ code: 'custom', message: START, params });
        })
        .describe(
          'Which lines begin an event: a regular expression as metric filters have them, without the slashes.',
        ),
    }),
  ],
  { error: 'stack_traces, or a mapping such as "start: …"' },
);
export type MultilineSettings = z.output<typeof multilineSettings>;

/** How a log is cut into events. */
export function framingOf(multiline: MultilineSettings | undefined): Framing {
  if (multiline === undefined) return LINES;
  return multiline === 'stack_traces' ? STACK_TRACES : startingWith(multiline.start);
}
