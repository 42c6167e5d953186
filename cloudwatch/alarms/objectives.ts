import type { Severity } from '../../conventions/labels.ts';
import { objectiveAlerts } from '../../conventions/objectives.ts';
import { formatDuration, formatPercentage } from '../../conventions/quantities.ts';
import { isUnavailable, type Unavailable } from '../../definition/mirrored/unavailable.ts';
import type { Definition } from '../../definition/schema.ts';
import { type ServiceObjective, serviceObjectives } from '../../definition/service_objectives.ts';
import { canFire } from '../../slo/burn_rate.ts';
import { WINDOWS } from '../../slo/windows.ts';
import { badEventsOf, eventsOf } from '../queries/objectives.ts';
import type { MetricAlarm } from './alarm.ts';
import { absence, DECLARED } from './alerts.ts';
import { type BurnAlert, type BurnContext, planBurnAlert } from './burn_rates.ts';
import { intervalOf } from './condition.ts';
import { describe } from './description.ts';
import { NOTHING, type Planned, together } from './draft.ts';
import type { Naming } from './naming.ts';
import { holding, periodOf } from './timing.ts';

// Longer than a restart, as in Prometheus.
const UNKNOWN_FOR_MS = 600_000;

/** The alarms of every objective of every service that has it. */
export function planObjectives(definition: Definition, naming: Naming): Planned {
  return together(
    serviceObjectives(definition).map((of) => {
      const index = definition.objectives.indexOf(of.objective);
      return planObjective({ definition, naming, of, origin: ['objectives', index] });
    }),
  );
}

function planObjective(context: BurnContext): Planned {
  const { definition, of } = context;
  const isDeclared = of.objective.only === 'prometheus';
  const events = isDeclared ? { ...DECLARED, service: of.service } : eventsOf(definition, of);
  if (isUnavailable(events)) return absentAlerts(context, events, isDeclared);
  return together([
    ...burnAlerts(of).map((alert) => planBurnAlert(context, alert)),
    ...unknownAlert(context, toldOf(context) ?? events),
  ]);
}

function absentAlerts({ of, origin }: BurnContext, why: Unavailable, isDeclared: boolean): Planned {
  const names = [...burnAlerts(of).map(({ name }) => name), ...unknownName(of)];
  return { ...NOTHING, absent: names.map((name) => absence(origin, name, why, isDeclared)) };
}

/** The alerts on a budget that burns: those that the objective has, and that can fire at all. */
function burnAlerts({ objective, budget }: ServiceObjective): BurnAlert[] {
  const { page, ticket } = WINDOWS[objective.window];
  const names = objectiveAlerts(objective.name);
  const alert = (
    name: string,
    severity: Severity | false,
    pairs: typeof page,
    words: string,
  ): BurnAlert[] => {
    const possible = pairs.filter((pair) => canFire(pair, budget));
    if (severity === false || possible.length === 0) return [];
    const summary = `The error budget of ${objective.name} is spent ${words}.`;
    return [{ name, severity, pairs: possible, summary }];
  };
  return [
    ...alert(names.page, objective.page, page, 'so fast that it will not last'),
    ...alert(names.ticket, objective.ticket, ticket, 'faster than it may be'),
  ];
}

function unknownName({ objective }: ServiceObjective): string[] {
  const { page, ticket, signal } = objective;
  const isTold = signal !== 'traffic' && (page !== false || ticket !== false);
  return isTold ? [objectiveAlerts(objective.name).unknown] : [];
}

// Without requests there is no latency, and nothing unknown about that: of those that were too slow zero is told then, unless no bucket
// ends at the threshold.
function toldOf({ definition, of }: BurnContext): MetricAlarm['question'] | null {
  const slow = of.objective.signal === 'latency' ? badEventsOf(definition, of) : null;
  return slow === null || isUnavailable(slow) ? null : slow;
}

function isCountOfAll({ queries }: MetricAlarm['question']): boolean {
  return queries.some((query) => query.kind === 'metric' && query.statistic === 'SampleCount');
}

/** The alarm on an objective of which nobody knows how it stands. No number of events is below 0: what it waits for is that none is told. */
function unknownAlert(context: BurnContext, question: MetricAlarm['question']): Planned[] {
  const { definition, naming, of, origin } = context;
  const { objective, service } = of;
  return unknownName(of).map((name) => {
    const called = { alert: name, service };
    const timing = holding(periodOf(1, intervalOf(definition)), UNKNOWN_FOR_MS);
    const alarm: MetricAlarm = {
      kind: 'metric',
      ...naming.give(called),
      ...timing,
      origin,
      alert: name,
      service,
      // A page that cannot be relied upon is worth a word, whatever else is.
      severity: objective.ticket === false ? 'warning' : objective.ticket,
      description: describe(definition, {
        alert: name,
        service,
        summary: `Nobody knows how the objective ${objective.name} stands: nothing is counted.`,
        fires: `Fires when ${question.label} (${formatPercentage(of.target)} over ${objective.window}) are not told for ${formatDuration(UNKNOWN_FOR_MS)}.`,
        runbook: objective.runbook,
      }),
      notifies: true,
      question,
      datapointsToAlarm: timing.evaluationPeriods,
      comparison: 'LessThanThreshold',
      limit: { threshold: 0 },
      treatMissingData: 'breaching',
    };
    const differences = [
      'it fires also while the exporter is away, when Prometheus says nothing of it',
      // A histogram without observations sends nothing.
      ...(isCountOfAll(question) ? ['it fires also without any event for so long'] : []),
    ];
    return {
      ...NOTHING,
      drafts: [
        { alarm, called, signal: objective.signal ?? null, resource: null, objective: objective.name },
      ],
      deviations: differences.map((difference) => ({ alarm: alarm.name, difference })),
    };
  });
}
