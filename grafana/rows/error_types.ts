import * as units from '@grafana/grafana-foundation-sdk/units';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import type { Definition } from '../../definition/schema.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, orNone, overTime, REQUESTS_KNOWN } from '../panels/query.ts';
import { routeSignals } from '../panels/route_signals.ts';
import { errorRatioLimits } from '../panels/thresholds.ts';

const NO_TRAFFIC = 'No traffic in this time range.';

/** What fails: through the service's fault, through the client's, and where. */
export function errorTypes(definition: Definition): Row {
  return {
    title: 'Errors',
    panels: [
      byStatus('Server errors by status', '5..', 'Requests per second answered 5xx, by service and status.'),
      byStatus('Client errors by status', '4..', 'Requests per second answered 4xx, by service and status.'),
      graph({
        title: 'Most failing endpoints',
        description:
          'Share of requests answered 5xx at the ten endpoints where it is highest; dashed lines are the lowest thresholds of the error_ratio alerts.',
        unit: units.PercentUnit,
        noValue: NO_TRAFFIC,
        limits: errorRatioLimits(definition),
      })
        .span(8)
        .withTarget(
          overTime(
            orNone('service', `topk(10, ${routeSignals().errorRatio} > 0)`, REQUESTS_KNOWN),
            '{{service}} {{method}} {{route}}',
          ),
        ),
    ],
  };
}

function byStatus(title: string, statuses: string, description: string) {
  return graph({
    title,
    description,
    unit: units.RequestsPerSecond,
    noValue: NO_TRAFFIC,
  })
    .span(8)
    .withTarget(
      overTime(
        orNone(
          'status',
          ofServices(RECORDED.trafficByStatus(DEFAULT_WINDOW_MS), `status=~"${statuses}"`),
          REQUESTS_KNOWN,
        ),
        '{{service}} {{status}}',
      ),
    );
}
