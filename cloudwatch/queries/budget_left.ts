import { objectiveEvents } from '../../definition/mirrored/objective_metrics.ts';
import type { Operand } from '../../definition/mirrored/operand.ts';
import { isUnavailable } from '../../definition/mirrored/unavailable.ts';
import type { Definition } from '../../definition/schema.ts';
import type { ServiceObjective } from '../../definition/service_objectives.ts';
import type { Question } from './query.ts';

/**
 * The share of an error budget that is left over the period that is asked for, below 0 where more than all of it is spent. Asked for as
 * one single period it is exact: CloudWatch keeps sums for 15 months, and begins a period of more than 15 days at most five minutes
 * early, one of more than 63 days an hour. Null where CloudWatch does not have the events.
 * Source: Amazon CloudWatch API Reference, GetMetricData, «StartTime».
 */
export function budgetLeftOf(definition: Definition, of: ServiceObjective): Question | null {
  return ofEvents(definition, of, `IF(total > 0, 1 - bad / total / ${of.budget})`, 'budget left');
}

/** The share of events that were good over the period that is asked for. */
export function goodShareOf(definition: Definition, of: ServiceObjective): Question | null {
  return ofEvents(definition, of, 'IF(total > 0, 1 - bad / total)', 'good');
}

function ofEvents(
  definition: Definition,
  of: ServiceObjective,
  expression: string,
  label: string,
): Question | null {
  const events = objectiveEvents(definition, of);
  if (isUnavailable(events)) return null;
  const { total, counted, areGood } = events;
  const bad = areGood ? 'total - FILL(counted, 0)' : 'FILL(counted, 0)';
  return {
    queries: [
      asked('total', total),
      asked('counted', counted),
      { kind: 'math', id: 'bad', expression: bad },
      { kind: 'math', id: 'share', expression },
    ],
    label,
    unit: 'ratio',
  };
}

function asked(id: string, { metric: { namespace, name, dimensions }, statistic }: Operand) {
  return { kind: 'metric', id, metric: { namespace, name, dimensions }, statistic } as const;
}
