import type { AbsentAlarm, Alarm, AlarmPlan } from '../../cloudwatch/alarms/alarm.ts';
import { objectiveAlerts } from '../../conventions/objectives.ts';
import type { Definition } from '../../definition/schema.ts';
import { serviceObjectives } from '../../definition/service_objectives.ts';
import { alertConditions, burnRateConditions, unknownConditions } from './cloudwatch_side.ts';
import { prometheusAlert, prometheusObjective } from './prometheus_side.ts';
import type { Row } from './row.ts';
import type { Condition, Side } from './side.ts';

const NO_ALARM = 'no alarm follows from it';

/** Every alert, and every alert of an objective, in the order of the definition. */
export function parityRows(definition: Definition, plan: AlarmPlan): Row[] {
  return [
    ...definition.alerts.flatMap((alert, index) =>
      rowsOf({
        name: alert.name,
        prometheus: prometheusAlert(alert, definition),
        isOnlyPrometheus: alert.only === 'prometheus',
        alarms: plan.alarms.filter(isFrom('alerts', index)),
        absent: plan.absent.filter(isFrom('alerts', index)),
        conditionsOf: alertConditions,
        plan,
      }),
    ),
    ...objectiveRows(definition, plan),
  ];
}

function objectiveRows(definition: Definition, plan: AlarmPlan): Row[] {
  const all = serviceObjectives(definition);
  return definition.objectives.flatMap((objective, index) => {
    const of = all.find((one) => one.objective === objective);
    if (of === undefined) return [];
    return (['page', 'ticket', 'unknown'] as const).flatMap((kind) => {
      const prometheus = prometheusObjective(of, kind);
      if (prometheus === null) return [];
      const name = objectiveAlerts(objective.name)[kind];
      const isIts = ({ alert }: { readonly alert: string }) => alert === name || alert === objective.name;
      return rowsOf({
        name,
        prometheus,
        isOnlyPrometheus: objective.only === 'prometheus',
        alarms: plan.alarms.filter(isFrom('objectives', index)).filter(isIts),
        absent: plan.absent.filter(isFrom('objectives', index)).filter(isIts),
        conditionsOf: kind === 'unknown' ? unknownConditions : burnRateConditions,
        plan,
      });
    });
  });
}

function isFrom(list: 'alerts' | 'objectives', index: number) {
  return ({ origin }: Pick<Alarm, 'origin'>) => origin?.[0] === list && origin[1] === index;
}

interface Subject {
  readonly name: string;
  readonly prometheus: Side;
  readonly isOnlyPrometheus: boolean;
  readonly alarms: readonly Alarm[];
  readonly absent: readonly AbsentAlarm[];
  readonly conditionsOf: (alarms: readonly Alarm[]) => readonly Condition[];
  readonly plan: AlarmPlan;
}

/** One row where all services are alike, else one for those that are. */
function rowsOf(subject: Subject): Row[] {
  const { name, prometheus, isOnlyPrometheus } = subject;
  if (isOnlyPrometheus)
    return [{ name, prometheus, cloudwatch: { not: 'only: prometheus' }, differences: [], absent: null }];
  const present = presentRows(subject);
  const absent = absentRows(subject);
  const rows = [...present, ...absent];
  if (rows.length === 0) return [missingRow(subject, NO_ALARM)];
  if (rows.length === 1) return rows.map((row) => ({ ...row, name }));
  return rows;
}

function presentRows({ name, prometheus, alarms, conditionsOf, plan }: Subject): Row[] {
  const services = [...new Set(alarms.map(({ service }) => service))];
  const alike = Map.groupBy(services, (service) =>
    JSON.stringify(conditionsOf(alarms.filter(isOf(service)))),
  );
  return [...alike.values()].map((its) => {
    const ours = alarms.filter(({ service }) => its.includes(service));
    return {
      name: `${name} (${its.join(', ')})`,
      prometheus,
      cloudwatch: conditionsOf(ours),
      differences: [
        ...new Set(
          plan.deviations
            .filter(({ alarm }) => ours.some((one) => one.name === alarm))
            .map(({ difference }) => difference),
        ),
      ],
      absent: null,
    };
  });
}

function isOf(its: string) {
  return ({ service }: Alarm) => service === its;
}

function absentRows(subject: Subject): Row[] {
  const alike = Map.groupBy(subject.absent, (one) => explanation(one));
  return [...alike].map(([why, its]) => {
    const services = [...new Set(its.flatMap(({ service }) => service ?? []))];
    const name = services.length === 0 ? subject.name : `${subject.name} (${services.join(', ')})`;
    return its.every(({ isDeclared }) => isDeclared)
      ? { ...missingRow(subject, why), name, cloudwatch: { not: 'only: prometheus' }, absent: null }
      : { ...missingRow(subject, why), name };
  });
}

function missingRow({ name, prometheus }: Subject, why: string): Row {
  return { name, prometheus, cloudwatch: { not: '' }, differences: [], absent: why };
}

function explanation({ reason, remedy }: AbsentAlarm): string {
  return remedy === null ? reason : `${reason}. Remedy: ${remedy}`;
}
