import { StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { LLM_METRICS } from '../../definition/application_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { inADay, legendOf, rateOf } from '../panels/aggregated.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { metricLimits } from '../panels/metric_limits.ts';
import { atThisMoment, overTime } from '../panels/query.ts';
import { tile } from '../panels/tile.ts';

const { tokens } = LLM_METRICS;
const HEIGHT = 8;
const MODEL_AND_KIND = ['model', 'kind'];

/** How many tokens are billed, and of which kind: each token is of one. */
export function llmTokens(definition: Definition): Row {
  return {
    title: 'Tokens',
    panels: [
      ...inLine(
        [
          tile({
            title: 'Tokens in 24 hours',
            description: 'Tokens billed in the last 24 hours, by kind.',
            unit: units.Short,
            noValue: 'no call yet',
          })
            .min(0)
            .withTarget(atThisMoment(inADay(tokens.name, { by: ['kind'] }), '{{kind}}')),
        ],
        HEIGHT,
        6,
      ),
      ...inLine(
        [
          graph({
            title: 'Tokens per minute by model and kind',
            description:
              'Tokens billed per minute, by model and kind: input, read from or written to a cache, output.',
            unit: units.CountsPerMinute,
            noValue: 'No call in this time range.',
          })
            .stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
            .fillOpacity(40)
            .withTarget(
              overTime(rateOf(tokens.name, 'minute', { by: MODEL_AND_KIND }), legendOf(MODEL_AND_KIND)),
            ),
          graph({
            title: 'Tokens per minute by service',
            description:
              'Tokens billed per minute, by service; dashed lines are the limits of alerts per minute.',
            unit: units.CountsPerMinute,
            noValue: 'No call in this time range.',
            limits: metricLimits(
              definition,
              tokens.name,
              ({ per, of, by, match }) =>
                per === 'minute' && of === undefined && by === undefined && match === undefined,
            ),
          }).withTarget(overTime(rateOf(tokens.name, 'minute'), '{{service}}')),
        ],
        HEIGHT,
        18,
      ),
    ],
  };
}
