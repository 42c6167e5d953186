import { LABEL } from '../../conventions/labels.ts';
import { DASHBOARD_WINDOWS, SLO_LABEL, SLO_SERIES } from '../../conventions/objectives.ts';
import type { ServiceObjective } from '../../definition/service_objectives.ts';
import { type PeriodWindows, WINDOWS, type WindowPair, windowOf } from '../../slo/windows.ts';
import type { RecordingRule } from '../rule_file.ts';
import { type Counting, eventsOf } from './events.ts';

const DAY_MS = 86_400_000;

/** Labels of everything that is recorded of an objective of a service. */
export function labelsOf({ objective, service }: ServiceObjective): Readonly<Record<string, string>> {
  return {
    [LABEL.service]: service,
    [SLO_LABEL.service]: service,
    [SLO_LABEL.slo]: objective.name,
    [SLO_LABEL.id]: `${service}-${objective.name}`,
  };
}

/** A recorded series of an objective of a service. */
export function seriesOf(name: string, { objective, service }: ServiceObjective): string {
  return `${name}{${LABEL.service}="${service}", ${SLO_LABEL.slo}="${objective.name}"}`;
}

/** The burn rate over a window, with the window as a label; absent without events. */
export function burnRateOver(window: string, of: ServiceObjective): string {
  return `${seriesOf(SLO_SERIES.errorRatio(window), of)} / ${of.budget}`;
}

/** How many events there were over a window. */
export function eventsOver(window: string, name: string, of: ServiceObjective): string {
  return `sum_over_time(${seriesOf(name, of)}[${window}])`;
}

/** Rules for every evaluation: the events, and the windows that wake somebody or that dashboards show as they are now. */
export function fastRules(of: ServiceObjective, counting: Counting): RecordingRule[] {
  const { total, bad } = eventsOf(of, counting);
  const labels = labelsOf(of);
  return [
    { record: SLO_SERIES.totalEvents, expr: total, labels },
    { record: SLO_SERIES.badEvents, expr: bad, labels },
    ...fastWindows(of).map((window) => errorRatio(window, of)),
    {
      record: SLO_SERIES.currentBurnRate,
      expr: `${withoutWindow(burnRateOver('5m', of))} or 0 * ${seriesOf(SLO_SERIES.totalEvents, of)}`,
      labels,
    },
  ];
}

/** Rules that may be evaluated more rarely: longer windows, the period, and what is left of its budget. */
export function slowRules(of: ServiceObjective): RecordingRule[] {
  const { objective, target, budget } = of;
  const { page, ticket } = WINDOWS[objective.window];
  const fast = fastWindows(of);
  const period = windowOf(objective.window).milliseconds;
  const labels = labelsOf(of);
  const remaining = seriesOf(SLO_SERIES.remaining, of);
  const pace = withoutWindow(burnRateOver(page[0]?.long.text ?? '', of));
  const recorded = (record: string, expr: string) => ({ record, expr, labels });
  return [
    ...textsOf(ticket)
      .filter((window) => !fast.includes(window))
      .map((window) => errorRatio(window, of)),
    errorRatio(objective.window, of),
    recorded(SLO_SERIES.objective, `vector(${target})`),
    recorded(SLO_SERIES.errorBudget, `vector(${budget})`),
    recorded(SLO_SERIES.period, `vector(${period / DAY_MS})`),
    recorded(
      SLO_SERIES.periodBurnRate,
      `${withoutWindow(burnRateOver(objective.window, of))} or 0 * ${seriesOf(SLO_SERIES.totalEvents, of)}`,
    ),
    recorded(SLO_SERIES.remaining, `round(1 - ${seriesOf(SLO_SERIES.periodBurnRate, of)}, 1e-8)`),
    recorded(
      SLO_SERIES.exhausted,
      `round(time() + ${period / 1000} * ((${remaining} > 0) / (${pace} > 0) <= 1))`,
    ),
    {
      record: SLO_SERIES.info,
      expr: 'vector(1)',
      labels: {
        ...labels,
        sloth_mode: 'goldwatch',
        sloth_spec: 'monitoring.yml',
        sloth_objective: String(Number((100 * target).toPrecision(12))),
      },
    },
  ];
}

function fastWindows({ objective }: ServiceObjective): string[] {
  return [...new Set([...DASHBOARD_WINDOWS, ...textsOf(WINDOWS[objective.window].page)])];
}

function textsOf(pairs: PeriodWindows['page']): string[] {
  return pairs.flatMap(({ long, short }: WindowPair) => [short.text, long.text]);
}

// Sums of events, and no mean of shares: an hour with many events weighs more than one with few.
function errorRatio(window: string, of: ServiceObjective): RecordingRule {
  const bad = eventsOver(window, SLO_SERIES.badEvents, of);
  const total = eventsOver(window, SLO_SERIES.totalEvents, of);
  return {
    record: SLO_SERIES.errorRatio(window),
    expr: `${bad} / (${total} > 0)`,
    labels: { ...labelsOf(of), [SLO_LABEL.window]: window },
  };
}

function withoutWindow(expression: string): string {
  return `sum without (${SLO_LABEL.window}) (${expression})`;
}
