import { SLO_LABEL, SLO_SERIES } from '../../conventions/objectives.ts';
import type { Definition } from '../../definition/schema.ts';
import { PERIODS, type Period, WINDOWS, type WindowPair } from '../../slo/windows.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, overTime } from '../panels/query.ts';
import type { Limit } from '../panels/thresholds.ts';
import { TIMES } from './budget.ts';

/** How fast budgets are spent over the windows of the alerts: a row for each period that objectives have. */
export function burnRates({ objectives }: Definition): Row[] {
  return PERIODS.flatMap((period) => {
    const its = objectives.filter(({ window }) => window === period);
    if (its.length === 0) return [];
    const { page, ticket } = WINDOWS[period];
    const panels = [
      ...page.map((pair) => burnRate(pair, period, its, 'page')),
      ...ticket.map((pair) => burnRate(pair, period, its, 'ticket')),
    ];
    return [{ title: `Burn rates of objectives over ${period}`, panels }];
  });
}

type Objectives = Definition['objectives'];

function burnRate(
  { burnRate: limit, long, short }: WindowPair,
  period: Period,
  objectives: Objectives,
  kind: 'page' | 'ticket',
) {
  const names = objectives.map(({ name }) => name).join('|');
  const over = (window: string) => {
    const ratio = ofServices(SLO_SERIES.errorRatio(window), `${SLO_LABEL.slo}=~"${names}"`);
    return `${ratio} / ignoring (${SLO_LABEL.window}) ${ofServices(SLO_SERIES.errorBudget)}`;
  };
  const legend = (window: string) => `{{service}} {{${SLO_LABEL.slo}}} over ${window}`;
  return graph({
    title: `Burn rate over ${long.text} and ${short.text}, of ${period}`,
    description: `How many times too fast budgets are spent; while both windows of an objective are above ${limit}, its ${kind === 'page' ? 'urgent' : 'less urgent'} alert fires.`,
    unit: TIMES,
    noValue: 'No events in this time range.',
    limits: objectives.flatMap((objective): Limit[] => {
      const severity = objective[kind];
      return severity === false ? [] : [{ severity, above: limit }];
    }),
  })
    .decimals(1)
    .withTarget(overTime(over(long.text), legend(long.text), 'A'))
    .withTarget(overTime(over(short.text), legend(short.text), 'B'));
}
