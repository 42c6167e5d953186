import * as units from '@grafana/grafana-foundation-sdk/units';
import { CONTAINER_METRICS } from '../../definition/container_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { sumBy } from '../panels/aggregated.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { metricLimits } from '../panels/metric_limits.ts';
import { ofServices, overTime } from '../panels/query.ts';

const HEIGHT = 8;

/** The connections that services have open themselves. */
export function connections(definition: Definition): Row {
  const { name } = CONTAINER_METRICS.connections;
  return {
    title: 'Connections of services',
    panels: inLine(
      [
        graph({
          title: 'Open connections',
          description:
            'Established TCP connections of the containers of a service; a number that only grows is a leak.',
          unit: units.Short,
          noValue: 'No container reports them.',
          limits: metricLimits(definition, name, ({ of, match }) => of === undefined && match === undefined),
        }).withTarget(overTime(sumBy(['service'], ofServices(name)), '{{service}}')),
      ],
      HEIGHT,
    ),
  };
}
