import * as units from '@grafana/grafana-foundation-sdk/units';
import type { Definition } from '../../definition/schema.ts';
import { coloured, inUnit } from '../panels/columns.ts';
import type { Row } from '../panels/layout.ts';
import { onlyThisService } from '../panels/links.ts';
import { asTable } from '../panels/query.ts';
import { BY_ROUTE, ROUTE, routeSignals, SHOWN_QUANTILE } from '../panels/route_signals.ts';
import { table } from '../panels/table.ts';
import { errorRatioLimits, latencyLimits } from '../panels/thresholds.ts';

const SHOWN = 20;

/** Which route is to blame. */
export function routes(definition: Definition): Row {
  return { title: 'Routes', panels: [failing(definition), slow(definition)] };
}

function failing(definition: Definition) {
  const { errorRatio, failures, latency } = routeSignals();
  const worst = `topk(${SHOWN}, ${failures} > 0)`;
  return routeTable({
    title: 'Most failing routes',
    description: `The ${SHOWN} routes with the most requests answered 5xx over the last five minutes; colours are those of the service alerts.`,
    noValue: 'No request fails.',
    first: 'Failures',
  })
    .withTarget(asTable(worst, 'A'))
    .withTarget(asTable(among(errorRatio, worst), 'B'))
    .withTarget(asTable(among(latency, worst), 'C'))
    .overrideByName('Failures', inUnit(units.RequestsPerSecond))
    .overrideByName('Error ratio', coloured(units.PercentUnit, errorRatioLimits(definition)))
    .overrideByName('Latency p95', coloured(units.Seconds, latencyLimits(definition, SHOWN_QUANTILE)));
}

function slow(definition: Definition) {
  const { traffic, errorRatio, latency } = routeSignals();
  const worst = `topk(${SHOWN}, ${latency})`;
  return routeTable({
    title: 'Slowest routes',
    description: `The ${SHOWN} routes with the highest p95 latency over the last five minutes, with how much traffic they have; colours are those of the service alerts.`,
    noValue: 'No traffic',
    first: 'Traffic',
    sortBy: 'Latency p95',
  })
    .withTarget(asTable(among(traffic, worst), 'A'))
    .withTarget(asTable(among(errorRatio, worst), 'B'))
    .withTarget(asTable(worst, 'C'))
    .overrideByName('Traffic', inUnit(units.RequestsPerSecond))
    .overrideByName('Error ratio', coloured(units.PercentUnit, errorRatioLimits(definition)))
    .overrideByName('Latency p95', coloured(units.Seconds, latencyLimits(definition, SHOWN_QUANTILE)));
}

interface RouteTable {
  readonly title: string;
  readonly description: string;
  readonly noValue: string;
  /** Heading of the first value. */
  readonly first: string;
  /** Heading of what it is sorted by; the first value unless given. */
  readonly sortBy?: string;
}

function routeTable({ first, sortBy = first, ...texts }: RouteTable) {
  return table({
    ...texts,
    columns: [...ROUTE, ['Value #A', first], ['Value #B', 'Error ratio'], ['Value #C', 'Latency p95']],
    sortBy: { heading: sortBy, descending: true },
  })
    .span(12)
    .height(10)
    .overrideByName('Service', [{ id: 'links', value: [onlyThisService('__value.raw')] }]);
}

function among(series: string, chosen: string): string {
  return `${series} and ${BY_ROUTE} ${chosen}`;
}
