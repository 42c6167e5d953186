import type { Alarm, AlarmPlan, MetricAlarm } from '../../cloudwatch/alarms/alarm.ts';
import { alarmProperties } from '../../cloudwatch/alarms/properties.ts';
import type { Definition } from '../../definition/schema.ts';
import { evaluateComposite } from '../alarm_model/composite_alarm.ts';
import { evaluate } from '../alarm_model/metric_alarm.ts';
import { Observations } from '../alarm_model/observations.ts';
import { stateAt, type Timeline } from '../alarm_model/states.ts';
import type { Simulated } from './simulation.ts';

const MINUTE = 60_000;

/** An alert as CloudWatch has it: when it is in ALARM, and how precisely that is known. */
export interface Fired {
  readonly alert: string;
  readonly timeline: Timeline;
  /** Seconds: the shortest period that it looks at. */
  readonly period: number;
  /** Whether it fires where nothing is known. */
  readonly isMissingBad: boolean;
}

/**
 * What the alarms of a plan do in a simulated time, an entry for each alert and each alert of an objective.
 * @param delay how long after a minute CloudWatch sees its data, in milliseconds.
 */
export function firedAlarms(
  definition: Definition,
  { alarms }: AlarmPlan,
  simulated: Simulated,
  delay = 0,
): Fired[] {
  const source = new Observations(simulated.observations);
  const { start, minutes } = simulated;
  const stretch = { from: start + MINUTE, to: start + minutes * MINUTE, delay };
  const timelines = new Map<string, Timeline>();
  for (const alarm of alarms) {
    const properties = alarmProperties(alarm, definition);
    if (!('AlarmRule' in properties)) timelines.set(alarm.name, evaluate(properties, source, stretch));
  }
  // What a composite alarm is made of comes before it.
  for (const alarm of alarms) {
    const properties = alarmProperties(alarm, definition);
    if ('AlarmRule' in properties) timelines.set(alarm.name, evaluateComposite(properties, timelines));
  }
  const alerts = [...new Set(alarms.filter(({ origin }) => origin !== null).map(({ alert }) => alert))];
  return alerts.map((alert) => {
    const its = alarms.filter((one) => one.alert === alert && one.origin !== null);
    const metrics = its.filter((one): one is MetricAlarm => one.kind === 'metric');
    return {
      alert,
      timeline: timelines.get(itself(its).name) ?? [],
      period: Math.min(...metrics.map(({ period }) => period)),
      isMissingBad: metrics.some(({ treatMissingData }) => treatMissingData === 'breaching'),
    };
  });
}

/** Of the alarms of an alert the one that is the alert, and no part of it. */
function itself(alarms: readonly Alarm[]): Alarm {
  const found = alarms.find((one) => one.kind === 'composite' && one.role === 'alert') ?? alarms[0];
  if (found === undefined) throw new Error('An alert has no alarm.');
  return found;
}

/** Whether an alarm is in ALARM for the whole of a stretch of minutes, or for nothing of it; null where it changes within. */
export function steadily(timeline: Timeline, from: number, to: number): boolean | null {
  const fires = stateAt(timeline, from) === 'ALARM';
  for (const { at, state } of timeline) {
    if (at > from && at <= to && (state === 'ALARM') !== fires) return null;
  }
  return fires;
}
