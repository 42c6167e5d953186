import * as units from '@grafana/grafana-foundation-sdk/units';
import type { Definition } from '../../definition/schema.ts';
import { inADay, legendOf, rateOf } from '../panels/aggregated.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { atThisMoment, overTime } from '../panels/query.ts';
import { tile } from '../panels/tile.ts';

const HEIGHT = 7;
const BY_REASON = ['service', 'reason'];

const SHOWN: Readonly<Record<string, { readonly title: string; readonly description: string }>> = {
  auth_failures_total: {
    title: 'Failed authentications',
    description: 'Attempts to authenticate, or to do what is not allowed, that failed',
  },
  rate_limited_requests_total: {
    title: 'Rate limited requests',
    description: 'Requests refused because there were too many',
  },
};

/** What sources count themselves, by reason; `metrics` are those that they declare. */
export function loggedSignals(metrics: readonly string[], definition: Definition): Row {
  return {
    title: 'Counted by the application',
    panels: metrics.flatMap((metric) => {
      const { title = metric, description = metric } = SHOWN[metric] ?? {};
      // Events of that name may be declared without the label.
      const by = hasReason(metric, definition) ? BY_REASON : ['service'];
      const now = tile({
        title: `${title} now`,
        description: `${description}, in the last five minutes.`,
        unit: units.Short,
        noValue: 'none yet',
      })
        .min(0)
        .decimals(0)
        .withTarget(atThisMoment(`5 * ${rateOf(metric, 'minute', { window: '5m' })}`, '{{service}}'));
      const day = tile({
        title: `${title} in 24 hours`,
        description: `${description}, in the last 24 hours and in those a week before.`,
        unit: units.Short,
        noValue: 'none yet',
      })
        .min(0)
        .decimals(0)
        .withTarget(atThisMoment(inADay(metric), '{{service}}', 'A'))
        .withTarget(atThisMoment(inADay(metric, { ago: '1w' }), '{{service}} a week before', 'B'));
      const trend = graph({
        title: `${title} per minute`,
        description: `${description}, per minute by reason.`,
        unit: units.CountsPerMinute,
        noValue: 'None in this time range.',
      }).withTarget(overTime(rateOf(metric, 'minute', { by }), legendOf(by)));
      return [...inLine([now, day], HEIGHT, 10), ...inLine([trend], HEIGHT, 14)];
    }),
  };
}

function hasReason(metric: string, { sources }: Definition): boolean {
  return sources.every((source) => {
    if (source.type !== 'events') return true;
    const own = source.metrics.find(({ name }) => name === metric);
    return own === undefined || own.labels.includes('reason');
  });
}
