import * as units from '@grafana/grafana-foundation-sdk/units';
import { SLO_LABEL, SLO_SERIES } from '../../conventions/objectives.ts';
import type { Definition } from '../../definition/schema.ts';
import { burnRateLimits } from '../panels/burn_rate_limits.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { atThisMoment, ofServices, overTime } from '../panels/query.ts';
import { NO_TIME_LEFT, spentAt } from '../panels/spent_at.ts';
import { redBelowZero, thresholds } from '../panels/thresholds.ts';
import { tile } from '../panels/tile.ts';

const OBJECTIVE = `{{service}} {{${SLO_LABEL.slo}}}`;
const NO_EVENTS = 'not known yet';
const HEIGHT = 7;

/** How much of each error budget is left, how fast it is being spent, and when it will be gone. */
export function budget(definition: Definition): Row {
  return {
    title: 'Objectives and budgets',
    panels: [
      tile({
        title: 'Budget left',
        description:
          'Share of the error budget that is left over the period of each objective; red once more than all of it is spent.',
        unit: units.PercentUnit,
        noValue: NO_EVENTS,
      })
        .max(1)
        .thresholds(redBelowZero())
        .withTarget(atThisMoment(ofServices(SLO_SERIES.remaining), OBJECTIVE)),
      burnRateNow(definition),
      tile({
        title: 'Budget spent',
        description: 'When each budget will be spent if errors go on at the pace of the last hour.',
        unit: units.DateTimeFromNow,
        noValue: NO_EVENTS,
      })
        .mappings([NO_TIME_LEFT])
        .withTarget(atThisMoment(spentAt(), OBJECTIVE)),
      budgetLeft().span(12),
    ].map((panel) => panel.height(HEIGHT)),
  };
}

function burnRateNow({ objectives }: Definition) {
  const limitsOf = objectives.map((objective) => burnRateLimits({ objectives: [objective] }));
  const areAlike = new Set(limitsOf.map((limits) => JSON.stringify(limits))).size < 2;
  const panel = tile({
    title: 'Burn rate now',
    description:
      'How many times too fast each budget is spent over the last five minutes; coloured by the slowest rate at which an alert would fire if it went on.',
    unit: TIMES,
    noValue: NO_EVENTS,
    limits: areAlike ? (limitsOf[0] ?? []) : [],
  })
    .min(0)
    .decimals(1)
    .withTarget(atThisMoment(ofServices(SLO_SERIES.currentBurnRate), OBJECTIVE));
  if (areAlike) return panel;
  for (const [index, { name }] of objectives.entries()) {
    const its = thresholds(limitsOf[index] ?? []).build();
    panel.overrideByRegexp(`/^\\S+ ${name}$/`, [{ id: 'thresholds', value: its }]);
  }
  return panel;
}

/** Burn rates as people say them: `6 ×`. */
export const TIMES = 'suffix:×';

/** What is left of each budget, over time. */
export function budgetLeft() {
  return graph({
    title: 'Budget left over time',
    description:
      'Share of the error budget that is left, by objective; below zero the objective is missed, and the axis ends at -100%.',
    unit: units.PercentUnit,
    noValue: 'No events in this time range.',
    from: null,
  })
    .min(-1)
    .axisSoftMax(1)
    .withTarget(overTime(ofServices(SLO_SERIES.remaining), OBJECTIVE));
}
