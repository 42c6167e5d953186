import * as units from '@grafana/grafana-foundation-sdk/units';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, overTime } from '../panels/query.ts';
import { routeSignals } from '../panels/route_signals.ts';

const NO_TRAFFIC = 'No traffic in this time range.';

/** How much is asked: whether that is usual, and of what. */
export function requests(): Row {
  const traffic = ofServices(RECORDED.traffic(DEFAULT_WINDOW_MS));
  const byRoute = ofServices(RECORDED.trafficByRoute(DEFAULT_WINDOW_MS));
  const usual = (offset: string) => `sum(${traffic} offset ${offset})`;
  return {
    title: 'Requests',
    panels: [
      graph({
        title: 'Requests, and the usual',
        description:
          'Requests per second of the chosen services together, beside what they were a day and a week before.',
        unit: units.RequestsPerSecond,
        noValue: NO_TRAFFIC,
      })
        .span(8)
        .withTarget(overTime(`sum(${traffic})`, 'now', 'A'))
        .withTarget(overTime(usual('1d'), 'a day before', 'B'))
        .withTarget(overTime(usual('1w'), 'a week before', 'C')),
      graph({
        title: 'Requests by method',
        description: 'Requests per second of the chosen services together, by method.',
        unit: units.RequestsPerSecond,
        noValue: NO_TRAFFIC,
      })
        .span(8)
        .withTarget(overTime(`sum by (method) (${byRoute})`, '{{method}}')),
      graph({
        title: 'Busiest endpoints',
        description: 'Requests per second of the ten busiest endpoints of each moment.',
        unit: units.RequestsPerSecond,
        noValue: NO_TRAFFIC,
      })
        .span(8)
        .withTarget(overTime(`topk(10, ${routeSignals().traffic} > 0)`, '{{service}} {{method}} {{route}}')),
    ],
  };
}
