import { LABEL } from '../../conventions/labels.ts';
import { formatDuration } from '../../conventions/quantities.ts';
import { alarmMetrics } from '../../definition/alarm_metrics.ts';
import type { Alert } from '../../definition/alerts.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Alarm, AlarmPlan, MetricAlarm } from '../alarms/alarm.ts';
import { planAlarms } from '../alarms/plan.ts';
import { logsResources } from '../logs/index.ts';
import type { LogsPlan } from '../logs/plan.ts';
import { prefixOf } from '../names.ts';
import type { Metric, Question } from '../queries/query.ts';

/** What dashboards are made of, found out once for all of them. */
export interface Context {
  readonly definition: Definition;
  readonly prefix: string;
  readonly alarms: AlarmPlan;
  readonly logs: LogsPlan;
  /** Services of which the mirror tells, or that have alarms. */
  readonly services: readonly string[];
  /** Keys of the metrics that the mirror sends for alarms and dashboards. */
  readonly mirrored: ReadonlySet<string>;
}

/** Finds out what the dashboards of a definition are made of. */
export function contextOf(definition: Definition): Context {
  const mirrored = alarmMetrics(definition);
  const alarms = planAlarms(definition);
  const told = mirrored.flatMap(({ dimensions, entry }) =>
    entry.dimensions.includes(LABEL.service) ? [dimensions[LABEL.service] ?? ''] : [],
  );
  return {
    definition,
    prefix: prefixOf(definition),
    alarms,
    logs: logsResources(definition),
    // Alarms lead to the dashboard of their service, so that there must be one, whatever the mirror tells of it.
    services: [...new Set([...told, ...alarms.alarms.map(({ service }) => service)])],
    mirrored: new Set(mirrored.map(metricKey)),
  };
}

/** A metric as one text: two are the same in CloudWatch where namespace, name and all dimensions are. */
export function metricKey({ namespace, name, dimensions }: Metric): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
}

/** The question, where the mirror sends all that it asks for; nothing else is worth a graph. */
export function ifMirrored({ mirrored }: Context, question: Question | null): Question[] {
  if (question === null) return [];
  const isSent = question.queries.every(
    (query) => query.kind === 'math' || mirrored.has(metricKey(query.metric)),
  );
  return isSent ? [question] : [];
}

/** Seconds between two points, no fewer than the mirror has. */
export function periodOf({ definition }: Context, seconds: number): number {
  const interval = (definition.mirror.cloudwatch?.interval ?? 60_000) / 1000;
  return Math.max(60, Math.ceil(seconds / interval) * interval);
}

/** A period of so many seconds in a sentence: `five minutes`, `10m`. */
export function periodInWords(seconds: number): string {
  return seconds === 300 ? 'five minutes' : formatDuration(seconds * 1000);
}

/** The alert that an alarm follows from; undefined for those of objectives and for what is always there. */
export function alertOf({ definition }: Context, { origin }: Alarm): Alert | undefined {
  return origin?.[0] === 'alerts' ? definition.alerts[origin[1]] : undefined;
}

/** The alarms on values, of a service or of all. */
export function metricAlarms({ alarms }: Context, service?: string): MetricAlarm[] {
  return alarms.alarms.filter(
    (alarm): alarm is MetricAlarm =>
      alarm.kind === 'metric' && (service === undefined || alarm.service === service),
  );
}

/** What an alarm looks at, with gaps where nothing is known: a graph must not show what the alarm takes for a missing value. */
export function measuredBy({ measured, question }: MetricAlarm): Question {
  return measured ?? question;
}
