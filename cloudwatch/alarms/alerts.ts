import type { Alert } from '../../definition/alerts.ts';
import { isUnavailable, type Unavailable } from '../../definition/mirrored/unavailable.ts';
import type { Definition } from '../../definition/schema.ts';
import type { AbsentAlarm, MetricAlarm, Origin } from './alarm.ts';
import { awsConditions } from './aws.ts';
import type { Condition } from './condition.ts';
import { describe } from './description.ts';
import { type Draft, NOTHING, type Planned, together } from './draft.ts';
import { metricConditions } from './metric.ts';
import type { Naming } from './naming.ts';
import { isMissingBad, signalConditions } from './signal.ts';

type AlertOrigin = Exclude<Origin, null>;

/** The alarms of every alert of a definition, in its order. */
export function planAlerts(definition: Definition, naming: Naming): Planned {
  return together(definition.alerts.map((alert, index) => planAlert(definition, naming, alert, index)));
}

function planAlert(definition: Definition, naming: Naming, alert: Alert, index: number): Planned {
  const origin: AlertOrigin = ['alerts', index];
  const isDeclared = alert.only === 'prometheus';
  const found: (Condition | Unavailable)[] = isDeclared ? [declared(alert)] : conditionsOf(definition, alert);
  return together(
    found.map((one) => {
      if (isUnavailable(one)) return { ...NOTHING, absent: [absence(origin, alert.name, one, isDeclared)] };
      const draft = draftOf(definition, naming, { alert, origin, condition: one });
      const differences = [...one.differences, ...differencesOf(alert)];
      return {
        ...NOTHING,
        drafts: [draft],
        deviations: differences.map((difference) => ({ alarm: draft.alarm.name, difference })),
      };
    }),
  );
}

/** What CloudWatch lacks of an alert. */
export function absence(
  origin: AlertOrigin,
  alert: string,
  { service, reason, remedy }: Unavailable,
  isDeclared: boolean,
): AbsentAlarm {
  return { origin, alert, service, reason, remedy, isDeclared };
}

const NO_PROMQL: Unavailable = {
  service: null,
  reason: 'CloudWatch has no PromQL over mirrored series',
  remedy: 'the form `metric` or `signal`, or `only: prometheus`',
};

/** What is only to be in Prometheus. */
export const DECLARED: Unavailable = {
  service: null,
  reason: 'it is to be in Prometheus alone: `only: prometheus`',
  remedy: null,
};

function declared(alert: Alert): Unavailable {
  return 'promql' in alert ? { ...NO_PROMQL, remedy: null } : DECLARED;
}

function conditionsOf(definition: Definition, alert: Alert): (Condition | Unavailable)[] {
  if (alert.signal !== undefined) return signalConditions(definition, alert);
  if ('metric' in alert) return metricConditions(definition, alert);
  if ('aws' in alert) return awsConditions(definition, alert);
  return [NO_PROMQL];
}

interface Subject {
  readonly alert: Alert;
  readonly origin: AlertOrigin;
  readonly condition: Condition;
}

function draftOf(
  definition: Definition,
  naming: Naming,
  { alert, origin, condition }: Subject,
): Draft<MetricAlarm> {
  const { service, part, question, period, evaluationPeriods, datapoints, comparison, limit } = condition;
  const called = { alert: alert.name, service, part };
  const fires = `Fires when ${question.label} is ${condition.words}${isMissingBreaching(alert) ? ', or is not known' : ''}.`;
  const { summary, runbook, dashboard } = alert;
  return {
    alarm: {
      kind: 'metric',
      ...naming.give(called),
      origin,
      alert: alert.name,
      service,
      severity: alert.severity,
      description: describe(definition, { alert: alert.name, service, summary, fires, runbook, dashboard }),
      notifies: true,
      question,
      period,
      evaluationPeriods,
      datapointsToAlarm: datapoints,
      comparison,
      limit,
      treatMissingData: isMissingBreaching(alert) ? 'breaching' : 'notBreaching',
    },
    called,
    signal: alert.signal ?? null,
    resource: alert.signal === 'saturation' ? alert.resource : null,
    objective: null,
  };
}

function isMissingBreaching(alert: Alert): boolean {
  return alert.signal === undefined ? alert.no_data === 'alert' : isMissingBad(alert);
}

function differencesOf(alert: Alert): string[] {
  const isOfAws = 'aws' in alert;
  return [
    ...(alert.keep_firing_for === undefined
      ? []
      : ['it ends with its condition, since CloudWatch has no `keep_firing_for`']),
    ...(isMissingBreaching(alert) && !isOfAws
      ? ['it fires also while the exporter is away, when Prometheus says nothing of it']
      : []),
  ];
}
