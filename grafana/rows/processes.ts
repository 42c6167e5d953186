import * as units from '@grafana/grafana-foundation-sdk/units';
import { CONTAINER_METRICS } from '../../definition/container_metrics.ts';
import { sumBy } from '../panels/aggregated.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, overTime } from '../panels/query.ts';

/** What grows where something leaks. */
export function processes(): Row {
  return {
    title: 'Processes and connections',
    panels: [
      graph({
        title: 'Processes',
        description: 'How many processes each service has.',
        unit: units.Short,
        noValue: 'No source reports processes.',
      }).withTarget(
        overTime(sumBy(['service'], ofServices(CONTAINER_METRICS.processes.name)), '{{service}}'),
      ),
      graph({
        title: 'Open connections',
        description: 'Established TCP connections where each service runs.',
        unit: units.Short,
        noValue: 'No source reports connections.',
      }).withTarget(
        overTime(sumBy(['service'], ofServices(CONTAINER_METRICS.connections.name)), '{{service}}'),
      ),
    ],
  };
}
