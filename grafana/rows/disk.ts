import * as units from '@grafana/grafana-foundation-sdk/units';
import { CONTAINER_METRICS } from '../../definition/container_metrics.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, overTime, rateBy } from '../panels/query.ts';

const BY = ['service', 'direction'];
const NOT_ACCOUNTED = 'The kernel accounts for no disk I/O here.';

/** What goes to disks and comes from them. */
export function disk(): Row {
  const { diskBytes, diskOperations } = CONTAINER_METRICS;
  return {
    title: 'Disk',
    panels: [
      graph({
        title: 'Disk bytes',
        description: 'Bytes per second read from disks and written to them, by service.',
        unit: units.BytesPerSecondSI,
        noValue: NOT_ACCOUNTED,
      }).withTarget(overTime(rateBy(BY, ofServices(diskBytes.name)), '{{service}} {{direction}}')),
      graph({
        title: 'Disk operations',
        description: 'Reads and writes per second, by service.',
        unit: units.IOOpsPerSecond,
        noValue: NOT_ACCOUNTED,
      }).withTarget(overTime(rateBy(BY, ofServices(diskOperations.name)), '{{service}} {{direction}}')),
    ],
  };
}
