import * as units from '@grafana/grafana-foundation-sdk/units';
import type { Definition } from '../../definition/schema.ts';
import { coloured, inUnit } from '../panels/columns.ts';
import type { Row } from '../panels/layout.ts';
import { onlyThisService } from '../panels/links.ts';
import { asTable } from '../panels/query.ts';
import { BY_ROUTE, ROUTE, routeSignals, SHOWN_QUANTILE } from '../panels/route_signals.ts';
import { table } from '../panels/table.ts';
import { errorRatioLimits, latencyLimits } from '../panels/thresholds.ts';

// As many as a person scrolls through.
const SHOWN = 200;

/** Every endpoint with all that is known of it. */
export function endpoints(definition: Definition): Row {
  const { traffic, errorRatio, failures, latency } = routeSignals();
  const busiest = `topk(${SHOWN}, ${traffic} > 0)`;
  const among = (series: string) => `${series} and ${BY_ROUTE} ${busiest}`;
  return {
    title: 'Endpoints',
    panels: [
      table({
        title: 'Endpoints, slowest first',
        description: `Traffic, error ratio and p95 latency of the ${SHOWN} busiest endpoints over the last five minutes; a click on a heading sorts by it.`,
        noValue: 'No traffic',
        columns: [
          ...ROUTE,
          ['Value #A', 'Traffic'],
          ['Value #B', 'Error ratio'],
          ['Value #C', 'Failures'],
          ['Value #D', 'Latency p95'],
        ],
        sortBy: { heading: 'Latency p95', descending: true },
      })
        .height(14)
        .withTarget(asTable(busiest, 'A'))
        .withTarget(asTable(among(errorRatio), 'B'))
        .withTarget(asTable(among(failures), 'C'))
        .withTarget(asTable(among(latency), 'D'))
        .overrideByName('Service', [{ id: 'links', value: [onlyThisService('__value.raw')] }])
        .overrideByName('Traffic', inUnit(units.RequestsPerSecond))
        .overrideByName('Error ratio', coloured(units.PercentUnit, errorRatioLimits(definition)))
        .overrideByName('Failures', inUnit(units.RequestsPerSecond))
        .overrideByName('Latency p95', coloured(units.Seconds, latencyLimits(definition, SHOWN_QUANTILE))),
    ],
  };
}
