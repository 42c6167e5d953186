import * as units from '@grafana/grafana-foundation-sdk/units';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofEnvironments, overTime } from '../panels/query.ts';
import { states } from '../panels/states.ts';

export const NO_EXPORTER = 'The exporter serves no metrics.';

/** Whether what is above can be believed. */
export function sources(): Row {
  return { title: 'Can it be believed?', panels: [sourcesUp(), bytesWaiting()] };
}

/** When each source worked. */
export function sourcesUp() {
  return states({
    title: 'Sources',
    description:
      'Whether the last attempt of each source worked; while one is down, its signals stand still.',
    noValue: NO_EXPORTER,
    zero: 'down',
    one: 'up',
  }).withTarget(overTime(`min by (source) (${ofEnvironments(SELF_METRICS.sourceUp.name)})`, '{{source}}'));
}

/** How far sources are behind. */
export function bytesWaiting() {
  return graph({
    title: 'Bytes waiting to be read',
    description: 'How far each source is behind its files; what only grows will never be caught up with.',
    unit: units.BytesSI,
    noValue: 'No source reads files.',
  }).withTarget(overTime(`sum by (source) (${ofEnvironments(SELF_METRICS.sourceLag.name)})`, '{{source}}'));
}
