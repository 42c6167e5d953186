import { StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import { FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, overTime } from '../panels/query.ts';

const NO_TRAFFIC = 'No traffic in this time range.';

// 5xx red, 4xx orange and so on, in shades, so that two statuses of one class differ.
const STATUS_CLASSES = [
  ['/^1/', 'purple'],
  ['/^2/', 'green'],
  ['/^3/', 'blue'],
  ['/^4/', 'orange'],
  ['/^5/', 'red'],
] as const;

/** How much is asked of the services, and how they answer. */
export function traffic(): Row {
  const byStatus = graph({
    title: 'Traffic by status',
    description: 'Requests per second of the chosen services together, by response status.',
    unit: units.RequestsPerSecond,
    noValue: NO_TRAFFIC,
  })
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
    .fillOpacity(40)
    .withTarget(
      overTime(`sum by (status) (${ofServices(RECORDED.trafficByStatus(DEFAULT_WINDOW_MS))})`, '{{status}}'),
    );
  for (const [statuses, fixedColor] of STATUS_CLASSES) {
    byStatus.overrideByRegexp(statuses, [
      { id: 'color', value: { mode: FieldColorModeId.Shades, fixedColor } },
    ]);
  }
  return {
    title: 'Traffic',
    panels: [
      graph({
        title: 'Traffic by service',
        description: 'Requests per second, by service.',
        unit: units.RequestsPerSecond,
        noValue: NO_TRAFFIC,
      }).withTarget(overTime(ofServices(RECORDED.traffic(DEFAULT_WINDOW_MS)), '{{service}}')),
      byStatus,
    ],
  };
}
