import * as units from '@grafana/grafana-foundation-sdk/units';
import { SLO_LABEL } from '../../conventions/objectives.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { overTime } from '../panels/query.ts';
import { secondsLeft } from '../panels/spent_at.ts';
import { budgetLeft } from './budget.ts';

/** How budgets went down, and for how long what was left would have lasted. */
export function budgetForecast(): Row {
  return {
    title: 'Budget and forecast',
    panels: [
      budgetLeft(),
      graph({
        title: 'Time until the budget is spent',
        description:
          'How long what is left would last at the pace of that moment, by objective; 0 where it is spent, no line where it outlasts the period.',
        unit: units.Seconds,
        noValue: 'Every budget that is known of outlasts its period.',
      }).withTarget(overTime(secondsLeft(), `{{service}} {{${SLO_LABEL.slo}}}`)),
    ],
  };
}
