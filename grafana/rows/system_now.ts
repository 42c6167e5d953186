import * as units from '@grafana/grafana-foundation-sdk/units';
import type { Resource } from '../../conventions/labels.ts';
import { RECORDED } from '../../conventions/recorded.ts';
import { CONTAINER_METRICS } from '../../definition/container_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { sumBy } from '../panels/aggregated.ts';
import type { Row } from '../panels/layout.ts';
import { atThisMoment, grownBy, ofServices } from '../panels/query.ts';
import { type Limit, redAboveZero, saturationLimits } from '../panels/thresholds.ts';
import { tile } from '../panels/tile.ts';

const NOT_REPORTED = 'not reported';

/** How full everything is at this moment. */
export function systemNow(definition: Definition): Row {
  const limits = saturationLimits(definition);
  return {
    title: 'Now',
    panels: [
      inUse('CPU in use', 'Share of the CPU cores that each service may use', 'cpu', limits),
      inUse(
        'Memory in use',
        'Share of the memory that each service may use, without what can be reclaimed at once',
        'memory',
        limits,
      ),
      count(
        'Killed for lack of memory',
        'Processes that were killed in this time range because memory ran out, by service.',
        grownBy(['service'], ofServices(CONTAINER_METRICS.outOfMemoryKills.name)),
      ).thresholds(redAboveZero()),
      tile({
        title: 'Held back by the CPU limit',
        description: 'How long each service wanted to run and was not let in this time range.',
        unit: units.Seconds,
        noValue: 'no limit',
      })
        .min(0)
        .withTarget(
          atThisMoment(
            grownBy(['service'], ofServices(CONTAINER_METRICS.cpuThrottledSeconds.name)),
            '{{service}}',
          ),
        ),
      count(
        'Processes now',
        'Processes of each service.',
        sumBy(['service'], ofServices(CONTAINER_METRICS.processes.name)),
      ),
      count(
        'Open connections now',
        'Established TCP connections where each service runs.',
        sumBy(['service'], ofServices(CONTAINER_METRICS.connections.name)),
      ),
    ],
  };
}

function inUse(title: string, share: string, resource: Resource, limits: readonly Limit[]) {
  return tile({
    title,
    description: `${share}; coloured by the thresholds of its saturation alerts.`,
    unit: units.PercentUnit,
    noValue: NOT_REPORTED,
    limits: limits
      .filter((limit) => limit.resource === undefined || limit.resource === resource)
      // The tile shows one resource only, so its series are named by their service.
      .map(({ severity, above, service }) => ({ severity, above, service })),
  })
    .min(0)
    .max(1)
    .withTarget(atThisMoment(ofServices(RECORDED.saturation(), `resource="${resource}"`), '{{service}}'));
}

function count(title: string, description: string, expression: string) {
  return tile({ title, description, unit: units.Short, noValue: NOT_REPORTED })
    .min(0)
    .decimals(0)
    .withTarget(atThisMoment(expression, '{{service}}'));
}
