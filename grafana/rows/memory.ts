import * as units from '@grafana/grafana-foundation-sdk/units';
import { CONTAINER_METRICS } from '../../definition/container_metrics.ts';
import { sumBy } from '../panels/aggregated.ts';
import { DASHED, graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofEnvironments, ofServices, overTime, rateBy } from '../panels/query.ts';

/** How much memory is in use, and what came of it. */
export function memory(): Row {
  const { memoryBytes, memoryLimit, outOfMemoryKills } = CONTAINER_METRICS;
  const total = ofEnvironments('node_memory_MemTotal_bytes');
  const available = ofEnvironments('node_memory_MemAvailable_bytes');
  return {
    title: 'Memory',
    panels: [
      graph({
        title: 'Memory held',
        description:
          'What each service holds that cannot be reclaimed at once and how much it may, and the host where it is watched.',
        unit: units.BytesIEC,
        noValue: 'No source reports memory.',
      })
        .withTarget(overTime(sumBy(['service'], ofServices(memoryBytes.name)), '{{service}}', 'A'))
        .withTarget(overTime(sumBy(['service'], ofServices(memoryLimit.name)), '{{service}} limit', 'B'))
        .withTarget(overTime(`${total} - ${available}`, 'host {{instance}}', 'C'))
        .withTarget(overTime(total, 'host {{instance}} limit', 'D'))
        .overrideByRegexp('/ limit$/', DASHED),
      graph({
        title: 'Killed for lack of memory, over time',
        description: 'Processes killed per minute because memory ran out, by service.',
        unit: units.CountsPerMinute,
        noValue: 'No source reports it.',
      }).withTarget(
        overTime(`60 * ${rateBy(['service'], ofServices(outOfMemoryKills.name))}`, '{{service}}'),
      ),
    ],
  };
}
