import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { DATASOURCE } from '../panels/datasource.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { words } from '../panels/mappings.ts';
import { atThisMoment, overTime } from '../panels/query.ts';
import { tile } from '../panels/tile.ts';

const NO_EXPORTER = 'The exporter serves no metrics.';

/** Whether what is above can be believed: goldwatch's view of itself. */
export function self(): Row {
  return {
    title: 'goldwatch itself',
    panels: [
      sourcesUp(),
      graph({
        title: 'Bytes waiting to be read',
        description: 'How far each source is behind its files; what only grows will never be caught up with.',
        unit: units.BytesSI,
        noValue: 'No source reads files.',
      }).withTarget(overTime(`sum by (source) (${SELF_METRICS.sourceLag.name})`, '{{source}}')),
      graph({
        title: 'Failures of sources',
        description:
          'How often a source failed, per minute, by reason; the log of the exporter has the sentence.',
        unit: units.CountsPerMinute,
        noValue: 'No source failed.',
      })
        .span(8)
        .withTarget(
          overTime(
            `60 * sum by (source, reason) (rate(${SELF_METRICS.sourceErrors.name}[$__rate_interval]))`,
            '{{source}} {{reason}}',
          ),
        ),
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
            `max by (instance) (${SELF_METRICS.series.name} / ${SELF_METRICS.seriesLimit.name})`,
            '{{instance}}',
          ),
        ),
      ...configuration(),
    ],
  };
}

function sourcesUp() {
  return new StateTimelineBuilder()
    .title('Sources')
    .description(
      'Whether the last attempt of each source worked; while one is down, its signals stand still.',
    )
    .datasource(DATASOURCE)
    .unit(units.NoUnit)
    .min(0)
    .max(1)
    .noValue(NO_EXPORTER)
    .mappings([words('down', 'up')])
    .showValue(VisibilityMode.Never)
    .height(8)
    .span(12)
    .withTarget(overTime(`min by (source) (${SELF_METRICS.sourceUp.name})`, '{{source}}'));
}

function configuration() {
  return [
    tile({
      title: 'Configuration',
      description:
        'Whether the exporter accepted monitoring.yml when it last read it; if not, it runs on the one before.',
      unit: units.NoUnit,
      noValue: NO_EXPORTER,
    })
      .min(0)
      .max(1)
      .height(8)
      .mappings([words('refused', 'accepted')])
      .withTarget(atThisMoment(`min by (instance) (${SELF_METRICS.reloadSuccessful.name})`, '{{instance}}')),
    tile({
      title: 'Configuration since',
      description: 'When the configuration in use was read.',
      unit: units.DateTimeFromNow,
      noValue: NO_EXPORTER,
    })
      .height(8)
      .withTarget(
        atThisMoment(`1000 * max by (instance) (${SELF_METRICS.reloadTimestamp.name})`, '{{instance}}'),
      ),
  ];
}
