import type { Definition } from '../../definition/schema.ts';
import type { Alarm, CompositeAlarm, Deviation } from './alarm.ts';
import { describe } from './description.ts';
import type { Naming } from './naming.ts';
import { ruleText } from './properties.ts';
import { anyOf, namedIn } from './rule.ts';

/**
 * What the rule of a composite alarm may be: so many alarms, so many characters. Its 500 elements (alarms and parentheses) are more than
 * these alarms need.
 * Source: Amazon CloudWatch API reference, PutCompositeAlarm, «AlarmRule».
 */
export const RULE_LIMITS = { alarms: 100, characters: 10_240 } as const;

/** The alarms that are the state of a whole service, and those that could not be made. */
export interface Rollups {
  readonly alarms: readonly CompositeAlarm[];
  readonly deviations: readonly Deviation[];
}

/** One state for each service: whether any of its alarms fires. It tells nobody, since each of them does. */
export function rollups(definition: Definition, naming: Naming, told: readonly Alarm[]): Rollups {
  const all = [...Map.groupBy(told, ({ service }) => service)].map(([service, its]) => {
    const alarm = rollup(
      definition,
      naming,
      service,
      its.map(({ name }) => name),
    );
    return { alarm, problem: ruleProblem(alarm) };
  });
  return {
    alarms: all.flatMap(({ alarm, problem }) => (problem === null ? [alarm] : [])),
    deviations: all.flatMap(({ alarm, problem }) =>
      problem === null
        ? []
        : [{ alarm: alarm.name, difference: `there is no one state of ${alarm.service}: ${problem}` }],
    ),
  };
}

/** Why CloudWatch would refuse the rule of a composite alarm, as a clause; null where it would not. */
export function ruleProblem({ rule }: Pick<CompositeAlarm, 'rule'>): string | null {
  const alarms = namedIn(rule).length;
  if (alarms > RULE_LIMITS.alarms)
    return `its rule would name ${alarms} alarms, and CloudWatch takes ${RULE_LIMITS.alarms}`;
  const { length } = ruleText(rule);
  if (length > RULE_LIMITS.characters) {
    return `its rule would have ${length} characters, and CloudWatch takes ${RULE_LIMITS.characters}`;
  }
  return null;
}

function rollup(
  definition: Definition,
  naming: Naming,
  service: string,
  names: readonly string[],
): CompositeAlarm {
  const alert = 'ServiceState';
  return {
    kind: 'composite',
    ...naming.give({ alert, service }),
    origin: null,
    alert,
    service,
    severity: 'info',
    description: describe(definition, {
      alert,
      service,
      summary: `How ${service} is, in one state.`,
      fires: `Fires when any of the ${names.length} alarms of ${service} does.`,
    }),
    notifies: false,
    rule: anyOf(names),
    suppressor: null,
    role: 'rollup',
  };
}
