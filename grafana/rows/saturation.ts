import * as units from '@grafana/grafana-foundation-sdk/units';
import { RECORDED } from '../../conventions/recorded.ts';
import type { Definition } from '../../definition/schema.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, overTime } from '../panels/query.ts';
import { saturationLimits } from '../panels/thresholds.ts';

/** How full the resources are. */
export function saturation(definition: Definition): Row {
  return {
    title: 'Saturation',
    panels: [
      graph({
        title: 'Saturation by resource',
        description:
          'How full the fullest instance of each resource is, by service; dashed lines are the lowest thresholds of the saturation alerts, whichever resource they watch.',
        unit: units.PercentUnit,
        noValue: 'No source reports saturation.',
        limits: saturationLimits(definition),
      })
        .max(1)
        .span(24)
        .withTarget(overTime(ofServices(RECORDED.saturation()), '{{service}} {{resource}}')),
    ],
  };
}
