import { formatDuration, formatPercentage } from '../../conventions/quantities.ts';
import { serviceObjectives } from '../../definition/service_objectives.ts';
import type { MetricAlarm } from '../alarms/alarm.ts';
import { budgetLeftOf, goodShareOf } from '../queries/budget_left.ts';
import { type Context, ifMirrored, measuredBy, metricAlarms } from './context.ts';
import { alarmGraphs } from './widgets/alarm_graph.ts';
import { graph, numbers } from './widgets/graph.ts';
import type { Section } from './widgets/grid.ts';
import { limitOf } from './widgets/limits.ts';
import { heading, plain } from './widgets/text.ts';
import type { Widget } from './widgets/widget.ts';

/** A section for each objective of a service: what is left of its budget, and how fast it is being spent. */
export function objectiveSections(context: Context, service: string): Section[] {
  const { definition } = context;
  return serviceObjectives(definition)
    .filter((one) => one.service === service && one.objective.only !== 'prometheus')
    .map((one) => {
      const { name, window } = one.objective;
      const index = definition.objectives.indexOf(one.objective);
      const shares = [budgetLeftOf(definition, one), goodShareOf(definition, one)]
        .flatMap((question) => ifMirrored(context, question))
        .map((question) => ({ question }));
      return [
        heading(
          `Objective ${plain(name)}: ${formatPercentage(one.target)} over ${window}`,
          'Below 0% of budget it is missed. An alert fires while both lines are above its limit; a point is a whole window.',
        ),
        ...(shares.length === 0
          ? []
          : [
              numbers({
                title: `What is left of ${window}? %`,
                lines: shares,
                period: 300,
                height: 6,
                over: `-P${days(window)}D`,
              }),
            ]),
        ...alertGraphs(metricAlarms(context, service).filter(({ origin }) => isOf(origin, index))),
      ];
    });
}

function isOf(origin: MetricAlarm['origin'], index: number): boolean {
  return origin?.[0] === 'objectives' && origin[1] === index;
}

/** A graph for each pair of windows, which have a limit of their own; and what alone is an alert. */
function alertGraphs(alarms: readonly MetricAlarm[]): Widget[] {
  return [...Map.groupBy(alarms, ({ alert }) => alert).values()].flatMap((its) => {
    const [only, ...others] = its;
    if (only !== undefined && others.length === 0) {
      return alarmGraphs([only]).map((widget) => ({ ...widget, width: 6 }));
    }
    return [...Map.groupBy(its, ({ limit }) => JSON.stringify(limit)).values()].map(burnRates);
  });
}

function burnRates(pair: readonly MetricAlarm[]): Widget {
  const longest = Math.max(...pair.map(({ period }) => period));
  return graph({
    title: `Is it spent too fast over ${pair.map(windowOf).join(' and ')}?`,
    lines: pair.map((alarm) => ({
      question: measuredBy(alarm),
      label: alarm.evaluationPeriods === 1 ? `over ${windowOf(alarm)}` : `each day of ${windowOf(alarm)}`,
      period: alarm.period,
    })),
    limits: pair.flatMap((alarm) => limitOf(alarm)),
    period: longest,
    width: 9,
    start: shownFor(longest),
    axisLabel: 'times too fast',
  });
}

function windowOf({ period, evaluationPeriods }: MetricAlarm): string {
  return formatDuration(period * evaluationPeriods * 1000);
}

/** Long enough for a dozen points. */
function shownFor(period: number): string {
  if (period <= 3600) return '-PT12H';
  return period <= 21_600 ? '-P3D' : '-P14D';
}

function days(window: string): number {
  return Number.parseInt(window, 10);
}
