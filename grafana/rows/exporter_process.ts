import * as units from '@grafana/grafana-foundation-sdk/units';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofEnvironments, overTime, rateBy } from '../panels/query.ts';
import { NO_EXPORTER } from './sources.ts';

const OWN = 'job="goldwatch"';

/** What the exporter itself needs. */
export function exporterProcess(): Row {
  const own = (series: string) => ofEnvironments(series, OWN);
  const options = { noValue: NO_EXPORTER };
  return {
    title: 'The process',
    panels: [
      graph({
        ...options,
        title: 'Event loop lag',
        description:
          'How long the exporter was late at what it had to do: the mean, and one time in a hundred.',
        unit: units.Seconds,
      })
        .span(8)
        .withTarget(overTime(own('nodejs_eventloop_lag_mean_seconds'), '{{instance}} mean', 'A'))
        .withTarget(overTime(own('nodejs_eventloop_lag_p99_seconds'), '{{instance}} p99', 'B')),
      graph({
        ...options,
        title: 'Memory of the exporter',
        description: 'Memory that the exporter holds, and how much of it is JavaScript.',
        unit: units.BytesIEC,
      })
        .span(8)
        .withTarget(overTime(own('process_resident_memory_bytes'), '{{instance}} resident', 'A'))
        .withTarget(overTime(own('nodejs_heap_size_used_bytes'), '{{instance}} heap', 'B')),
      graph({
        ...options,
        title: 'CPU of the exporter',
        description: 'Share of one core that the exporter uses.',
        unit: units.PercentUnit,
      })
        .span(8)
        .withTarget(overTime(rateBy(['instance'], own('process_cpu_seconds_total')), '{{instance}}')),
    ],
  };
}
