import * as units from '@grafana/grafana-foundation-sdk/units';
import { LLM_METRICS } from '../../definition/application_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { quantileOf, rateOf } from '../panels/aggregated.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { metricLimits } from '../panels/metric_limits.ts';
import { overTime } from '../panels/query.ts';

const { calls, duration, errors, throttles } = LLM_METRICS;
const HEIGHT = 8;
const BY_MODEL = { by: ['model'] };

/** Quantiles, each with the next one that is shown. */
const SHOWN = [
  { quantile: 0.5, next: 0.95 },
  { quantile: 0.95, next: 0.99 },
  { quantile: 0.99, next: 1 },
] as const;

/** How often models are called, how often they fail, and how long they take. */
export function llmCalls(definition: Definition): Row {
  const noValue = 'No call in this time range.';
  return {
    title: 'Calls',
    panels: [
      ...inLine(
        [
          graph({
            title: 'Calls per minute by model',
            description: 'Calls per minute, failed ones too, by model.',
            unit: units.CountsPerMinute,
            noValue,
          }).withTarget(overTime(rateOf(calls.name, 'minute', BY_MODEL), '{{model}}')),
          graph({
            title: 'Failed calls per minute by model',
            description:
              'Calls per minute that failed, and that the provider refused because there were too many.',
            unit: units.CountsPerMinute,
            noValue: 'No failed call in this time range.',
          })
            .withTarget(overTime(rateOf(errors.name, 'minute', BY_MODEL), '{{model}}', 'A'))
            .withTarget(overTime(rateOf(throttles.name, 'minute', BY_MODEL), '{{model}} refused', 'B')),
        ],
        HEIGHT,
      ),
      ...inLine(
        SHOWN.map(({ quantile, next }) =>
          graph({
            title: `Latency of calls p${quantile * 100}`,
            description: `The time that ${quantile * 100}% of calls stayed below, by model; dashed lines are the limits of alerts on p${quantile * 100} and up to p${next * 100}.`,
            unit: units.Seconds,
            noValue,
            // Where one call in twenty takes too long, one in a hundred does all the more.
            limits: metricLimits(
              definition,
              duration.name,
              ({ quantile: alerted = 0 }) => alerted >= quantile && alerted < next,
            ),
          }).withTarget(overTime(quantileOf(duration.name, quantile, BY_MODEL), '{{model}}')),
        ),
        HEIGHT,
      ),
    ],
  };
}
