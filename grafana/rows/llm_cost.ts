import { StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { LLM_METRICS } from '../../definition/application_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { inADay, rateOf } from '../panels/aggregated.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { metricLimits } from '../panels/metric_limits.ts';
import { asTable, overTime } from '../panels/query.ts';
import { table } from '../panels/table.ts';

const { cost, unpriced } = LLM_METRICS;
const HEIGHT = 8;
const UNPRICED = ['service', 'model'];

/** How the cost came about: of which models, whether it grows, and what is not in it. */
export function llmCost(definition: Definition): Row {
  const noValue = 'No call in this time range.';
  return {
    title: 'Cost over time',
    panels: [
      ...inLine(
        [
          graph({
            title: 'Cost per hour by model',
            description: 'US dollars per hour, by model; dashed lines are the limits of alerts per hour.',
            unit: units.Dollars,
            noValue,
            limits: metricLimits(
              definition,
              cost.name,
              ({ per, of, match }) => per === 'hour' && of === undefined && match === undefined,
            ),
          })
            .stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
            .fillOpacity(40)
            .withTarget(overTime(rateOf(cost.name, 'hour', { by: ['model'] }), '{{model}}')),
          graph({
            title: 'Cost of 24 hours',
            description: 'US dollars of the 24 hours before each moment, by service, and a week before.',
            unit: units.Dollars,
            noValue,
          })
            .withTarget(overTime(inADay(cost.name), '{{service}}', 'A'))
            .withTarget(overTime(inADay(cost.name, { ago: '1w' }), '{{service}} a week before', 'B')),
        ],
        HEIGHT,
        16,
      ),
      table({
        title: 'Models without a price',
        description:
          'Calls of the last 24 hours that are in no cost, as the price of their model is not known.',
        noValue: 'Every model has a price.',
        columns: [
          ['service', 'Service'],
          ['model', 'Model'],
          ['Value', 'Calls'],
        ],
        sortBy: { heading: 'Calls', descending: true },
      })
        .span(8)
        .height(HEIGHT)
        .withTarget(asTable(`${inADay(unpriced.name, { by: UNPRICED })} > 0`))
        .overrideByName('Calls', [
          { id: 'unit', value: units.Short },
          { id: 'decimals', value: 0 },
        ]),
    ],
  };
}
