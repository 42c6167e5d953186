import * as units from '@grafana/grafana-foundation-sdk/units';
import { CONTAINER_METRICS } from '../../definition/container_metrics.ts';
import { sumBy } from '../panels/aggregated.ts';
import { DASHED, graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofEnvironments, ofServices, overTime, rateBy } from '../panels/query.ts';

/** How many cores are busy, and whether the limit holds somebody back. */
export function cpu(): Row {
  const { cpuSeconds, cpuLimit, cpuThrottledSeconds } = CONTAINER_METRICS;
  const busyHost = rateBy(
    ['instance'],
    ofEnvironments('node_cpu_seconds_total', 'mode!~"idle|iowait|steal"'),
  );
  return {
    title: 'CPU',
    panels: [
      graph({
        title: 'CPU cores in use',
        description:
          'Cores that each service keeps busy and how many it may, and those of the host where it is watched.',
        unit: units.Short,
        noValue: 'No source reports CPU time.',
      })
        .withTarget(overTime(rateBy(['service'], ofServices(cpuSeconds.name)), '{{service}}', 'A'))
        .withTarget(overTime(sumBy(['service'], ofServices(cpuLimit.name)), '{{service}} limit', 'B'))
        .withTarget(overTime(busyHost, 'host {{instance}}', 'C'))
        .overrideByRegexp('/ limit$/', DASHED),
      graph({
        title: 'Held back by the CPU limit, over time',
        description: 'Seconds per second that a service wanted to run and was not let, by service.',
        unit: units.PercentUnit,
        noValue: 'Nothing has a CPU limit.',
      }).withTarget(overTime(rateBy(['service'], ofServices(cpuThrottledSeconds.name)), '{{service}}')),
    ],
  };
}
