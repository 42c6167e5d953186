import type { AbsentAlarm, Alarm, AlarmPlan, AlarmRule } from '../../cloudwatch/alarms/alarm.ts';
import type { Loaded } from '../arguments.ts';
import { UsageError } from '../io.ts';
import { chosenOf, type Options } from './test_options.ts';

/**
 * The alarms that names and options mean: of each alert the ones that tell somebody, not those that they are made of. Without
 * --service it is the definition's own service, or whichever there are. Throws a UsageError where they mean none, and an Error
 * where CloudWatch cannot have them.
 */
export function alarmsOf(
  { alarms, absent }: AlarmPlan,
  names: readonly string[],
  options: Options,
  loaded: Loaded,
): readonly Alarm[] {
  // What silences others, or sums them up, is drilled only by its name.
  const drilled = alarms.filter(
    (alarm) => alarm.kind === 'metric' || alarm.role === 'alert' || names.includes(alarm.alert),
  );
  const severities = new Map(drilled.map(({ alert, severity }) => [alert, severity]));
  const known = [
    ...[...severities].map(([name, severity]) => ({ name, severity })),
    // Only by its name: what CloudWatch cannot have is no alarm of a severity.
    ...absent
      .filter(({ alert }) => names.includes(alert) && !severities.has(alert))
      .map(({ alert }) => ({ name: alert, severity: 'info' as const })),
  ];
  const chosen = chosenOf(known, names, options, loaded, 'alarm in CloudWatch');
  return chosen.flatMap(({ name }) => {
    const its = ofService(topmost(alarms.filter(({ alert }) => alert === name)), options, loaded);
    if (its.length === 0) throw noAlarm(name, absent, options, loaded);
    return its;
  });
}

function topmost(alarms: readonly Alarm[]): readonly Alarm[] {
  const inRules = new Set(alarms.flatMap((alarm) => (alarm.kind === 'composite' ? namesIn(alarm.rule) : [])));
  return alarms.filter(({ name }) => !inRules.has(name));
}

function namesIn(rule: AlarmRule): string[] {
  if ('alarm' in rule) return [rule.alarm];
  if ('not' in rule) return namesIn(rule.not);
  return ('all' in rule ? rule.all : rule.any).flatMap(namesIn);
}

function ofService(alarms: readonly Alarm[], { service }: Options, { definition }: Loaded): readonly Alarm[] {
  if (service !== undefined) return alarms.filter((alarm) => alarm.service === service);
  const own = alarms.filter((alarm) => alarm.service === definition.service.name);
  return own.length > 0 ? own : alarms;
}

function noAlarm(
  name: string,
  absent: readonly AbsentAlarm[],
  { service }: Options,
  { file }: Loaded,
): Error {
  const reason = absent.find(
    (one) => one.alert === name && (service === undefined || one.service === null || one.service === service),
  );
  if (reason === undefined)
    return new UsageError(`${file} has no alarm ${name} of the service "${service}".`);
  const remedy = reason.remedy === null ? '' : ` What would change that: ${reason.remedy}.`;
  return new Error(`${name} has no alarm in CloudWatch: ${reason.reason}.${remedy}`);
}

/** The alarms that tell nobody while this one is in ALARM, by name. */
export function keptQuietBy({ name }: Alarm, { alarms }: AlarmPlan): readonly string[] {
  const firing = new Set([name]);
  // What a composite alarm is made of comes before it.
  for (const alarm of alarms) {
    if (alarm.kind === 'composite' && namesIn(alarm.rule).some((one) => firing.has(one)))
      firing.add(alarm.name);
  }
  return alarms.flatMap((one) =>
    one.kind === 'composite' && one.suppressor !== null && firing.has(one.suppressor.alarm) ? [one.name] : [],
  );
}
