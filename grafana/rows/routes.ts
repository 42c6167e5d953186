import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Row } from '../panels/layout.ts';
import { onlyThisService } from '../panels/links.ts';
import { asTable, ofServices } from '../panels/query.ts';
import { table } from '../panels/table.ts';
import { errorRatioLimits, type Limit, latencyLimits, thresholds } from '../panels/thresholds.ts';

const SHOWN_QUANTILE = 0.95;

/** Which route is to blame. */
export function routes(definition: Definition): Row {
  const traffic = ofServices(RECORDED.trafficByRoute(DEFAULT_WINDOW_MS));
  const errorRatio = ofServices(RECORDED.errorRatioByRoute(DEFAULT_WINDOW_MS));
  const latency = ofServices(RECORDED.latencyByRoute(DEFAULT_WINDOW_MS), `quantile="${SHOWN_QUANTILE}"`);
  return {
    title: 'Routes',
    panels: [
      table({
        title: 'Routes, most failing first',
        description:
          'Traffic, error ratio and p95 latency of every route over the last five minutes; colours are those of the service alerts.',
        noValue: 'No traffic',
        columns: [
          ['service', 'Service'],
          ['method', 'Method'],
          ['route', 'Route'],
          ['Value #A', 'Traffic'],
          ['Value #B', 'Error ratio'],
          ['Value #C', 'Latency p95'],
        ],
        sortBy: { heading: 'Error ratio', descending: true },
      })
        .height(10)
        .withTarget(asTable(traffic, 'A'))
        .withTarget(asTable(errorRatio, 'B'))
        // Without its quantile, whose label the other two lack, so that the three join to one line.
        .withTarget(asTable(`max by (service, method, route) (${latency})`, 'C'))
        .overrideByName('Service', [{ id: 'links', value: [onlyThisService('__value.raw')] }])
        .overrideByName('Traffic', [{ id: 'unit', value: units.RequestsPerSecond }])
        .overrideByName('Error ratio', coloured(units.PercentUnit, errorRatioLimits(definition)))
        .overrideByName('Latency p95', coloured(units.Seconds, latencyLimits(definition, SHOWN_QUANTILE))),
    ],
  };
}

function coloured(unit: string, limits: readonly Limit[]) {
  return [
    { id: 'unit', value: unit },
    { id: 'thresholds', value: thresholds(limits).build() },
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
  ];
}
