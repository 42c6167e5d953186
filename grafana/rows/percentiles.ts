import * as units from '@grafana/grafana-foundation-sdk/units';
import { DEFAULT_WINDOW_MS, LATENCY_QUANTILES, RECORDED } from '../../conventions/recorded.ts';
import type { Definition } from '../../definition/schema.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, overTime } from '../panels/query.ts';
import { routeSignals, SHOWN_QUANTILE } from '../panels/route_signals.ts';
import { latencyLimits } from '../panels/thresholds.ts';

const NO_TRAFFIC = 'No traffic in this time range.';

/** How quickly requests are answered. */
export function percentiles(definition: Definition): Row {
  const latency = ofServices(
    RECORDED.latency(DEFAULT_WINDOW_MS),
    `quantile=~"${LATENCY_QUANTILES.join('|').replaceAll('.', '[.]')}"`,
  );
  return {
    title: 'Latency',
    panels: [
      graph({
        title: 'Latency percentiles',
        description:
          'The time that this share of requests stayed below, of the slowest of the chosen services.',
        unit: units.Seconds,
        noValue: NO_TRAFFIC,
      }).withTarget(overTime(`max by (quantile) (${latency})`, 'quantile {{quantile}}')),
      graph({
        title: 'Slowest endpoints',
        description:
          'The p95 latency of the ten slowest endpoints of each moment; dashed lines are the lowest thresholds of the latency alerts.',
        unit: units.Seconds,
        noValue: NO_TRAFFIC,
        limits: latencyLimits(definition, SHOWN_QUANTILE),
      }).withTarget(overTime(`topk(10, ${routeSignals().latency})`, '{{service}} {{method}} {{route}}')),
    ],
  };
}
