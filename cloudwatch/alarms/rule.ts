import type { AlarmRule } from './alarm.ts';

/** The names of the alarms that a rule speaks of, each once, in its order. */
export function namedIn(rule: AlarmRule): string[] {
  return [...new Set(all(rule))];
}

/** Fires where any of these does. */
export function anyOf(names: readonly string[]): AlarmRule {
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return { alarm: only };
  return { any: names.map((alarm) => ({ alarm })) };
}

function all(rule: AlarmRule): string[] {
  if ('alarm' in rule) return [rule.alarm];
  if ('not' in rule) return all(rule.not);
  return ('all' in rule ? rule.all : rule.any).flatMap(all);
}
