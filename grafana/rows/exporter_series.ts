import * as units from '@grafana/grafana-foundation-sdk/units';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { EXPORTER_KNOWN, ofEnvironments, orNone, overTime, rateBy } from '../panels/query.ts';
import { NO_EXPORTER } from './sources.ts';

/** Whether there is room for what sources bring. */
export function exporterSeries(): Row {
  const { series, seriesLimit, seriesDropped, seriesExpired } = SELF_METRICS;
  const perMinute = (metric: string) =>
    orNone('metric', `60 * ${rateBy(['metric'], ofEnvironments(metric))}`, EXPORTER_KNOWN);
  return {
    title: 'Series',
    panels: [
      graph({
        title: 'Series against the limit',
        description: 'Share of exporter.series_limit in use; at 100% new label sets are dropped and counted.',
        unit: units.PercentUnit,
        noValue: NO_EXPORTER,
      })
        .max(1)
        .span(8)
        .withTarget(
          overTime(
            `max by (instance) (${ofEnvironments(series.name)} / ${ofEnvironments(seriesLimit.name)})`,
            '{{instance}}',
          ),
        ),
      graph({
        title: 'Dropped beyond the limit',
        description: 'Observations per minute that were not counted because there was no room, by metric.',
        unit: units.CountsPerMinute,
        noValue: NO_EXPORTER,
      })
        .span(8)
        .withTarget(overTime(perMinute(seriesDropped.name), '{{metric}}')),
      graph({
        title: 'Forgotten label sets',
        description: 'Label sets per minute that nobody wrote for as long as exporter.expire_after says.',
        unit: units.CountsPerMinute,
        noValue: NO_EXPORTER,
      })
        .span(8)
        .withTarget(overTime(perMinute(seriesExpired.name), '{{metric}}')),
    ],
  };
}
