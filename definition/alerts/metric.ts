import { z } from 'zod';
import { exactlyOne } from '../../conventions/exactly_one.ts';
import { duration } from '../../conventions/quantities.ts';
import { common, quantile, service } from './common.ts';
import { limit } from './limit.ts';

const METRIC = 'the name of a metric, such as llm_tokens_total';
const LABEL = 'the name of a label, such as model';
const VALUE = 'a value in quotes, or a list of some; "!value" for every other one';
const MOST = 20;

const metricName = z.string({ error: METRIC }).regex(/^[a-zA-Z_:][\w:]*$/, { error: METRIC });
const labelName = z
  .string({ error: LABEL })
  .regex(/^(?!__)(?!(?:service|le|quantile)$)[a-zA-Z_]\w*$/, { error: LABEL });
const labelValue = z.string({ error: VALUE });

/** What `per` may be, in seconds. */
export const PERIODS = { second: 1, minute: 60, hour: 3_600, day: 86_400 } as const;

/** How series are put together, where there are several of a service. */
export const AGGREGATES = ['max', 'min', 'sum', 'avg'] as const;

/** Schema of an alert on any metric that somebody emits. */
export const metricAlert = z
  .strictObject({
    ...common,
    signal: z.undefined().optional(),
    metric: metricName.describe('A counter, a gauge, or a histogram without `_bucket`.'),
    service,
    match: z
      .record(
        labelName,
        z.union(
          [
            labelValue,
            z
              .array(labelValue)
              .min(1, { error: VALUE })
              .max(MOST, { error: `at most ${MOST}` }),
          ],
          { error: VALUE },
        ),
      )
      .optional()
      .describe('Only series with these labels: a value, a list of some, or `"!value"` for every other one.'),
    by: z
      .array(labelName)
      .min(1, { error: 'at least one label' })
      .max(MOST, { error: `at most ${MOST} labels` })
      .optional()
      .describe('Labels beside `service` of which each value is an alert of its own.'),
    window: duration
      .optional()
      .describe('Over how long a counter or a histogram is measured; `5m` unless given.'),
    per: z
      .enum(['second', 'minute', 'hour', 'day'])
      .optional()
      .describe(
        'Of a counter: how fast it grows, on average over `window`; how much it grew in it unless given.',
      ),
    of: metricName
      .optional()
      .describe(
        'Another metric of which this one is a share: of two counters how much each grew, of two gauges their sums.',
      ),
    of_at_least: z
      .number({ error: 'a number' })
      .positive({ error: 'a number above 0' })
      .optional()
      .describe(
        'How much of `of` there must be, so that the share says anything; more than nothing unless given.',
      ),
    quantile: quantile.optional().describe('Of a histogram: 0.95 is what 5% of its observations exceed.'),
    aggregate: z
      .enum(AGGREGATES)
      .optional()
      .describe(
        'Of a gauge: how its series become one, `max` with `above` and `min` with `below` unless given. Of a histogram: `avg`.',
      ),
    above: limit.optional().describe('The limit; of a share a percentage.'),
    below: limit.optional().describe('The limit; of a share a percentage.'),
  })
  .refine(...exactlyOne('above', 'below'))
  .describe('Fires on a metric of any source.');
