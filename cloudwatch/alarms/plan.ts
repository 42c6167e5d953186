import type { Definition } from '../../definition/schema.ts';
import type { Alarm, AlarmPlan } from './alarm.ts';
import { planAlerts } from './alerts.ts';
import { intervalOf } from './condition.ts';
import { isComposite, together } from './draft.ts';
import { endingWithItsData } from './ended_data.ts';
import { Naming } from './naming.ts';
import { planObjectives } from './objectives.ts';
import { rollups } from './rollup.ts';
import { suppress } from './suppression.ts';
import { heartbeatAlarms, watchAlarms } from './watch.ts';

const NONE: AlarmPlan = { alarms: [], absent: [], deviations: [] };

/**
 * The alarms of a definition: those of its alerts, of its objectives, and what is always watched; with what CloudWatch cannot have, and
 * what is not quite the same there. Nothing without `cloudwatch`. Alarms come after those that they are made of.
 */
export function planAlarms(definition: Definition): AlarmPlan {
  if (definition.cloudwatch === undefined) return NONE;
  const naming = new Naming(definition);
  const { drafts, children, absent, deviations } = together([
    planAlerts(definition, naming),
    planObjectives(definition, naming),
  ]);
  const watch = watchAlarms(definition, naming);
  const heartbeats = heartbeatAlarms(definition, naming);
  const suppressed = suppress(definition, naming, drafts);
  const told = suppressed.drafts.map(({ alarm }) => alarm);
  const states = rollups(definition, naming, [...told, ...heartbeats]);
  const alarms = [
    ...watch,
    ...heartbeats,
    ...children,
    ...suppressed.children,
    ...told.filter(({ kind }) => kind === 'metric'),
    ...composites(
      suppressed.drafts.filter(isComposite).map(({ alarm }) => alarm),
      suppressed.suppressors,
    ),
    ...states.alarms,
  ];
  const interval = intervalOf(definition);
  return {
    alarms: alarms.map((alarm) =>
      hasOtherHalf(alarm, definition) ? endingWithItsData(alarm, interval) : alarm,
    ),
    absent,
    deviations: [...deviations, ...states.deviations],
  };
}

// What AWS tells has no Prometheus that it could differ from.
function hasOtherHalf({ origin }: Alarm, { alerts }: Definition): boolean {
  if (origin === null) return false;
  const alert = origin[0] === 'alerts' ? alerts[origin[1]] : undefined;
  return alert === undefined || !('aws' in alert);
}

/** Composite alarms after those that silence them, and these after those that they are made of. */
function composites(told: readonly Alarm[], suppressors: readonly Alarm[]): Alarm[] {
  const isCritical = ({ severity }: Alarm) => severity === 'critical';
  return [...told.filter(isCritical), ...suppressors, ...told.filter((alarm) => !isCritical(alarm))];
}
