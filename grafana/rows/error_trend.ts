import { StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { APPLICATION_ERRORS_TOTAL } from '../../definition/application_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { rateOf } from '../panels/aggregated.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { metricLimits } from '../panels/metric_limits.ts';
import { overTime } from '../panels/query.ts';

const { name: ERRORS } = APPLICATION_ERRORS_TOTAL;
const HEIGHT = 8;
const TOP = 10;

/** How errors came over time: of which service, and of which type. */
export function errorTrend(definition: Definition): Row {
  const noValue = 'No error in this time range.';
  return {
    title: 'Rate',
    panels: inLine(
      [
        graph({
          title: 'Errors per minute by service',
          description:
            'Errors logged per minute, by service; dashed lines are the limits of alerts per minute.',
          unit: units.CountsPerMinute,
          noValue,
          limits: metricLimits(
            definition,
            ERRORS,
            ({ per, of, by, match }) =>
              per === 'minute' && of === undefined && by === undefined && match === undefined,
          ),
        }).withTarget(overTime(rateOf(ERRORS, 'minute'), '{{service}}')),
        graph({
          title: 'Errors per minute by type',
          description: `Errors logged per minute, the ${TOP} most frequent types.`,
          unit: units.CountsPerMinute,
          noValue,
        })
          .stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
          .fillOpacity(40)
          .withTarget(
            overTime(`topk(${TOP}, ${rateOf(ERRORS, 'minute', { by: ['error_type'] })})`, '{{error_type}}'),
          ),
      ],
      HEIGHT,
    ),
  };
}
