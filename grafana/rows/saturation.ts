import * as units from '@grafana/grafana-foundation-sdk/units';
import { RECORDED } from '../../conventions/recorded.ts';
import type { Definition } from '../../definition/schema.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofEnvironments, ofServices, overTime } from '../panels/query.ts';
import { saturationLimits } from '../panels/thresholds.ts';

/** How full the resources are. */
export function saturation(definition: Definition): Row {
  return { title: 'Saturation', panels: [byResource(definition)] };
}

/** The same, and the file systems of the host where it is watched. */
export function saturationWithHost(definition: Definition): Row {
  const free = ofEnvironments('node_filesystem_avail_bytes', REAL);
  const size = ofEnvironments('node_filesystem_size_bytes', REAL);
  const panel = byResource(definition).withTarget(
    overTime(
      `max by (instance, mountpoint) (1 - ${free} / ${size})`,
      'host {{instance}} {{mountpoint}}',
      'B',
    ),
  );
  return { title: 'Saturation', panels: [panel] };
}

// Those in memory, and layers of containers, are of no disk.
const REAL = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs|autofs"';

function byResource(definition: Definition) {
  return graph({
    title: 'Saturation by resource',
    description:
      'How full the fullest instance of each resource is, by service; dashed lines are the lowest thresholds of the saturation alerts, whichever resource they watch.',
    unit: units.PercentUnit,
    noValue: 'No source reports saturation.',
    limits: saturationLimits(definition),
  })
    .max(1)
    .span(24)
    .withTarget(overTime(ofServices(RECORDED.saturation()), '{{service}} {{resource}}'));
}
