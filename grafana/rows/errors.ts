import * as units from '@grafana/grafana-foundation-sdk/units';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import type { Definition } from '../../definition/schema.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, orNone, overTime, REQUESTS_KNOWN } from '../panels/query.ts';
import { errorRatioLimits } from '../panels/thresholds.ts';

/** What share of requests fails, and how many that are. */
export function errors(definition: Definition): Row {
  return {
    title: 'Errors',
    panels: [
      graph({
        title: 'Error ratio',
        description:
          'Share of requests answered 5xx, by service; dashed lines are the lowest thresholds of the error_ratio alerts.',
        unit: units.PercentUnit,
        noValue: 'No traffic in this time range.',
        limits: errorRatioLimits(definition),
      }).withTarget(overTime(ofServices(RECORDED.errorRatio(DEFAULT_WINDOW_MS)), '{{service}}')),
      graph({
        title: 'Failed requests',
        description: 'Requests answered 5xx per second, by service and status.',
        unit: units.RequestsPerSecond,
        noValue: 'No traffic in this time range.',
      }).withTarget(
        overTime(
          orNone(
            'status',
            ofServices(RECORDED.trafficByStatus(DEFAULT_WINDOW_MS), 'status=~"5.."'),
            REQUESTS_KNOWN,
          ),
          '{{service}} {{status}}',
        ),
      ),
    ],
  };
}
