import type { Severity } from '../../conventions/labels.ts';
import type { Alarm, AlarmRule } from '../alarms/alarm.ts';
import type { Context } from './context.ts';

/** Names of the alarms that are alerts, of a service or of a severity: not those that others are made of, nor sums of them. */
export function ownAlarms(
  { alarms: { alarms } }: Context,
  chosen: { readonly service?: string; readonly severity?: Severity },
): string[] {
  const parts = new Set(alarms.flatMap(partsOf));
  return alarms
    .filter((alarm) => alarm.kind === 'metric' || alarm.role === 'alert')
    .filter(({ name, notifies }) => notifies || !parts.has(name))
    .filter(({ service }) => chosen.service === undefined || service === chosen.service)
    .filter(({ severity }) => chosen.severity === undefined || severity === chosen.severity)
    .map(({ name }) => name);
}

/** Names of the alarms that sum up a service each. */
export function rollUps({ alarms: { alarms } }: Context): string[] {
  return alarms.flatMap((alarm) =>
    alarm.kind === 'composite' && alarm.role === 'rollup' ? [alarm.name] : [],
  );
}

function partsOf(alarm: Alarm): string[] {
  return alarm.kind === 'composite' && alarm.role === 'alert' ? namesIn(alarm.rule) : [];
}

function namesIn(rule: AlarmRule): string[] {
  if ('alarm' in rule) return [rule.alarm];
  if ('not' in rule) return namesIn(rule.not);
  return ('all' in rule ? rule.all : rule.any).flatMap(namesIn);
}
