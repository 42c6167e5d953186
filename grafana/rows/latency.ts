import * as units from '@grafana/grafana-foundation-sdk/units';
import { DEFAULT_WINDOW_MS, type LATENCY_QUANTILES, RECORDED } from '../../conventions/recorded.ts';
import type { Definition } from '../../definition/schema.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, overTime } from '../panels/query.ts';
import { latencyLimits } from '../panels/thresholds.ts';
import { latencyHeatmaps } from './latency_heatmap.ts';

type RecordedQuantile = (typeof LATENCY_QUANTILES)[number];

/** A quantile, the next one shown, and what it says. */
interface Shown {
  readonly quantile: RecordedQuantile;
  readonly next: RecordedQuantile | 1;
  readonly requests: string;
  readonly alerts: string;
}

const SHOWN: readonly Shown[] = [
  { quantile: 0.5, next: 0.95, requests: 'half of the requests', alerts: 'on p50 and up to p95' },
  { quantile: 0.95, next: 0.99, requests: '95% of requests', alerts: 'on p95 and up to p99' },
  { quantile: 0.99, next: 1, requests: '99% of requests', alerts: 'on p99 and higher' },
];

/** How long requests take: the usual ones, the slow ones, the slowest. */
export function latency(definition: Definition): Row {
  return {
    title: 'Latency',
    panels: [
      ...SHOWN.map(({ quantile, next, requests, alerts }) =>
        graph({
          title: `Latency p${quantile * 100}`,
          description: `The time that ${requests} stayed below, by service; dashed lines are the lowest thresholds of alerts ${alerts}.`,
          unit: units.Seconds,
          noValue: 'No traffic in this time range.',
          limits: latencyLimits(definition, quantile, next),
        })
          .span(8)
          .withTarget(
            overTime(
              ofServices(RECORDED.latency(DEFAULT_WINDOW_MS), `quantile="${quantile}"`),
              '{{service}}',
            ),
          ),
      ),
      ...latencyHeatmaps(definition),
    ],
  };
}
