import { type ObjectiveEvents, objectiveEvents } from '../../definition/mirrored/objective_metrics.ts';
import { isUnavailable, type Unavailable } from '../../definition/mirrored/unavailable.ts';
import type { Definition } from '../../definition/schema.ts';
import type { ServiceObjective } from '../../definition/service_objectives.ts';
import type { Question } from './query.ts';
import { query } from './signals.ts';

/**
 * How many times too fast a period spends the error budget of an objective: the share of bad events, by the share that may be bad.
 * With fewer bad events than `leastBad` it is 0. Nothing for a period without events.
 */
export function burnRateOf(
  definition: Definition,
  of: ServiceObjective,
  leastBad: number | null = null,
): Question | Unavailable {
  const events = objectiveEvents(definition, of);
  if (isUnavailable(events)) return events;
  const bad = badOf(events);
  const rate = `${bad} / total / ${of.budget}`;
  const isEnough = leastBad === null ? null : `${bad} >= ${leastBad}`;
  return {
    queries: [
      ...countedOf(events),
      {
        kind: 'math',
        id: 'burn_rate',
        expression: isEnough === null ? `IF(total > 0, ${rate})` : `IF(${isEnough}, ${rate}, 0)`,
      },
    ],
    label: `burn rate of ${of.objective.name} of ${of.service}`,
    unit: null,
  };
}

/** How many events a period had, bad and good. */
export function eventsOf(definition: Definition, of: ServiceObjective): Question | Unavailable {
  const events = objectiveEvents(definition, of);
  if (isUnavailable(events)) return events;
  return {
    queries: countedOf(events).slice(0, 1),
    label: `events of ${of.objective.name} of ${of.service}`,
    unit: 'count',
  };
}

/** How many events of a period were bad, or good where these are counted. */
export function badEventsOf(definition: Definition, of: ServiceObjective): Question | Unavailable {
  const events = objectiveEvents(definition, of);
  if (isUnavailable(events)) return events;
  return {
    queries: countedOf(events).slice(1),
    label: `${events.areGood ? 'good' : 'bad'} events of ${of.objective.name} of ${of.service}`,
    unit: 'count',
  };
}

function countedOf({ total, counted, areGood }: ObjectiveEvents) {
  return [
    query('total', total.metric, total.statistic),
    query(areGood ? 'good' : 'bad', counted.metric, counted.statistic),
  ];
}

// Where good events are missing, all were bad.
function badOf({ areGood }: ObjectiveEvents): string {
  return areGood ? '(total - FILL(good, 0))' : 'FILL(bad, 0)';
}
