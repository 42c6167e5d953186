import type { Question } from '../queries/query.ts';
import type { Alarm, MetricAlarm } from './alarm.ts';

const SHORTEST_S = 120;

/**
 * An alarm that ends when its data does, as in Prometheus. CloudWatch looks at the last periods with data again while newer ones have none,
 * and a question without requests has none, so that an alarm on requests that fail would go on, and come back, after they have ended.
 * A value within the limit stands for none, therefore, where none is no reason to fire.
 *
 * Where a period is no longer than what the mirror sends at a time, its newest point is not there yet, and would always be that value.
 * Source: Amazon CloudWatch user guide, «How alarm state is evaluated when data is missing» and, on FILL in alarms, «Using metric math».
 * @param interval of the mirror, in milliseconds.
 */
export function endingWithItsData(alarm: Alarm, interval: number): Alarm {
  if (alarm.kind !== 'metric' || alarm.treatMissingData !== 'notBreaching' || !('threshold' in alarm.limit))
    return alarm;
  const shortest = Math.max(SHORTEST_S, (2 * interval) / 1000);
  const within = withinLimit(alarm.comparison, alarm.limit.threshold);
  if (alarm.period < shortest || within === null) return alarm;
  return { ...alarm, question: filled(alarm.question, within), measured: alarm.question };
}

// The limit itself is not beyond it.
function withinLimit(comparison: MetricAlarm['comparison'], threshold: number): number | null {
  if (comparison === 'GreaterThanThreshold') return Math.min(0, threshold);
  return comparison === 'LessThanThreshold' ? threshold : null;
}

function filled(question: Question, value: number): Question {
  const { queries } = question;
  const last = queries.at(-1);
  if (last === undefined) return question;
  if (last.kind === 'metric') {
    const math = { kind: 'math', id: `${last.id}_filled`, expression: `FILL(${last.id}, ${value})` } as const;
    return { ...question, queries: [...queries, math] };
  }
  const expression = `FILL(${last.expression}, ${value})`;
  return { ...question, queries: [...queries.slice(0, -1), { ...last, expression }] };
}
