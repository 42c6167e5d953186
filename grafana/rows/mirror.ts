import * as units from '@grafana/grafana-foundation-sdk/units';
import { MIRROR_METRICS } from '../../conventions/mirror_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { DASHED, graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { words } from '../panels/mappings.ts';
import { atThisMoment, ofEnvironments, orNone, orZero, overTime, rateBy } from '../panels/query.ts';
import type { Limit } from '../panels/thresholds.ts';
import { tile } from '../panels/tile.ts';

const NO_MIRROR = 'The exporter mirrors nothing.';
const MIRROR_KNOWN = ofEnvironments(MIRROR_METRICS.mirrorUp.name);

/** What waits for CloudWatch, and for how long. */
export function mirrorSpool(): Row {
  const {
    mirrorUp,
    mirrorSpoolDatums,
    mirrorSpoolMemory,
    mirrorSpoolBytes,
    mirrorSpoolLimit,
    mirrorSpoolAge,
  } = MIRROR_METRICS;
  const share = `${ofEnvironments(mirrorSpoolBytes.name)} / ${ofEnvironments(mirrorSpoolLimit.name)}`;
  return {
    title: 'CloudWatch mirror: what waits',
    panels: [
      tile({
        title: 'CloudWatch',
        description: 'Whether CloudWatch takes what is sent; what it does not take waits on disk.',
        unit: units.NoUnit,
        noValue: NO_MIRROR,
      })
        .min(0)
        .max(1)
        .height(8)
        .mappings([words('takes nothing', 'takes it')])
        .withTarget(atThisMoment(`min by (instance) (${ofEnvironments(mirrorUp.name)})`, '{{instance}}')),
      graph({
        title: 'Datums that wait',
        description: 'Datums that wait to be sent, on disk and in memory; a crash loses those in memory.',
        unit: units.Short,
        noValue: NO_MIRROR,
      })
        .span(7)
        .withTarget(overTime(`sum(${ofEnvironments(mirrorSpoolDatums.name)})`, 'all', 'A'))
        .withTarget(overTime(`sum(${ofEnvironments(mirrorSpoolMemory.name)})`, 'in memory', 'B')),
      graph({
        title: 'Age of what waits',
        description:
          'How long ago the interval of the oldest datum began that waits; CloudWatch refuses two weeks.',
        unit: units.Seconds,
        noValue: NO_MIRROR,
      })
        .span(7)
        .withTarget(overTime(`max by (instance) (${ofEnvironments(mirrorSpoolAge.name)})`, '{{instance}}')),
      graph({
        title: 'Spool against its size',
        description:
          'Share of mirror.cloudwatch.spool_size in use; at 100% the oldest datums are dropped, and the dashed line is where its alert fires.',
        unit: units.PercentUnit,
        noValue: NO_MIRROR,
        limits: [BACKLOG],
      })
        .max(1)
        .span(6)
        .withTarget(overTime(`max by (instance) (${share})`, '{{instance}}')),
    ],
  };
}

// That of the built-in alert MirrorBacklog.
const BACKLOG: Limit = { severity: 'critical', above: 0.8 };

/** What was sent, and what was not. */
export function mirrorDatums(): Row {
  const { mirrorAccepted, mirrorDropped, mirrorRefused, mirrorRequests, mirrorRetries, mirrorInDoubt } =
    MIRROR_METRICS;
  const perMinute = (counter: string) => `60 * ${rateBy([], ofEnvironments(counter))}`;
  const byReason = (counter: string) =>
    orNone('reason', `60 * ${rateBy(['reason'], ofEnvironments(counter))} > 0`, MIRROR_KNOWN);
  return {
    title: 'CloudWatch mirror: what is sent',
    panels: [
      graph({
        title: 'Datums taken',
        description: 'Datums per minute that CloudWatch has taken.',
        unit: units.CountsPerMinute,
        noValue: NO_MIRROR,
      })
        .span(8)
        .withTarget(overTime(orZero(perMinute(mirrorAccepted.name), MIRROR_KNOWN), 'taken')),
      graph({
        title: 'Datums that never arrive',
        description: 'Datums per minute that were dropped, or refused beyond the budget, by reason.',
        unit: units.CountsPerMinute,
        noValue: NO_MIRROR,
      })
        .span(8)
        .withTarget(overTime(byReason(mirrorDropped.name), 'dropped {{reason}}', 'A'))
        .withTarget(overTime(byReason(mirrorRefused.name), 'refused {{reason}}', 'B')),
      graph({
        title: 'Requests to CloudWatch',
        description:
          'Requests per minute by outcome, those that were repeated, and those of which nobody knows whether they got through.',
        unit: units.RequestsPerMinute,
        noValue: NO_MIRROR,
      })
        .span(8)
        .withTarget(
          overTime(
            orNone(
              'outcome',
              `60 * ${rateBy(['outcome'], ofEnvironments(mirrorRequests.name))} > 0`,
              MIRROR_KNOWN,
            ),
            '{{outcome}}',
            'A',
          ),
        )
        .withTarget(overTime(orZero(perMinute(mirrorRetries.name), MIRROR_KNOWN), 'repeated', 'B'))
        .withTarget(overTime(orZero(perMinute(mirrorInDoubt.name), MIRROR_KNOWN), 'in doubt', 'C')),
    ],
  };
}

/** What it costs, against what it may. */
export function mirrorCost({ mirror }: Definition): Row {
  const { mirrorMetrics, mirrorMetricsLimit, mirrorCost: cost } = MIRROR_METRICS;
  const dollars = mirror.cloudwatch?.budget.monthly_usd;
  return {
    title: 'CloudWatch mirror: what it costs',
    panels: [
      graph({
        title: 'Cost of a month',
        description: `What the mirrored metrics and their requests cost a month if it goes on as now, in dollars${dollars === undefined ? '' : '; the dashed line is mirror.cloudwatch.budget'}.`,
        unit: units.Dollars,
        noValue: NO_MIRROR,
        limits: dollars === undefined ? [] : [{ severity: 'warning', above: dollars }],
      }).withTarget(overTime(`sum(${ofEnvironments(cost.name)})`, 'a month')),
      graph({
        title: 'Metrics against the budget',
        description:
          'Distinct names and dimensions sent in the last two weeks, and how many mirror.cloudwatch.budget allows; new ones beyond are refused.',
        unit: units.Short,
        noValue: NO_MIRROR,
      })
        .withTarget(overTime(`sum(${ofEnvironments(mirrorMetrics.name)})`, 'metrics', 'A'))
        .withTarget(overTime(`sum(${ofEnvironments(mirrorMetricsLimit.name)})`, 'limit', 'B'))
        .overrideByName('limit', DASHED),
    ],
  };
}
