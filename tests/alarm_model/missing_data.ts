import type { AlarmState } from './states.ts';

/** A period of the evaluation range: beyond the limit, within it, or without data. */
export type Point = 'breaching' | 'ok' | 'missing';

/** How many of so many periods make an alarm, and what a period without data counts as. */
export interface Rule {
  /** N, `EvaluationPeriods`. */
  readonly periods: number;
  /** M, `DatapointsToAlarm`. */
  readonly datapoints: number;
  readonly treatMissingData: string;
}

/**
 * The state that a range of points asks for; null where the alarm keeps the one that it has.
 *
 * Real points come first, the newest of them; only where there are fewer than N, the rest is filled in. Where missing points are left
 * missing, an alarm whose real points are all breaching fires if the oldest one is at least M periods old, and else waits for more.
 * Source: Amazon CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data" and "Avoiding premature transitions to
 * alarm state".
 * @param range the evaluation range, newest first.
 */
export function stateOf(range: readonly Point[], rule: Rule): AlarmState | null {
  const { periods, datapoints } = rule;
  const real = range.filter((point) => point !== 'missing');
  if (real.length >= periods) return judged(breachingIn(real.slice(0, periods)), datapoints);
  const breaching = breachingIn(real);
  switch (rule.treatMissingData) {
    case 'breaching':
      return judged(breaching + periods - real.length, datapoints);
    case 'notBreaching':
      return judged(breaching, datapoints);
    case 'ignore':
      return leftMissing(range, real, rule) === 'OK' ? 'OK' : breaching >= datapoints ? 'ALARM' : null;
    case 'missing':
      return leftMissing(range, real, rule);
    default:
      throw new Error(`An alarm cannot treat missing data as ${rule.treatMissingData}.`);
  }
}

function leftMissing(range: readonly Point[], real: readonly Point[], { datapoints }: Rule): AlarmState {
  const breaching = breachingIn(real);
  if (breaching >= datapoints) return 'ALARM';
  if (breaching < real.length) return 'OK';
  // Counted from one: the newest period is one period old.
  const oldest = range.lastIndexOf('breaching') + 1;
  return oldest >= datapoints ? 'ALARM' : 'INSUFFICIENT_DATA';
}

function judged(breaching: number, datapoints: number): AlarmState {
  return breaching >= datapoints ? 'ALARM' : 'OK';
}

function breachingIn(points: readonly Point[]): number {
  return points.filter((point) => point === 'breaching').length;
}
