import { Distribution } from './distribution.ts';
import { AwsError } from './errors.ts';
import type { MetricIdentity } from './metric.ts';
import type { MetricStore } from './metric_store.ts';
import type { TimeWindow } from './time_window.ts';

/** Distributions by the start of their period in milliseconds, oldest first. */
export type Series = readonly (readonly [start: number, distribution: Distribution])[];

/**
 * What was observed of a metric, period by period. Periods without observations are left out.
 * @param unit undefined for all units together.
 * Throws where the store has forgotten part of it: a smaller number would look right.
 */
export function seriesOf(
  store: MetricStore,
  identity: MetricIdentity,
  window: TimeWindow,
  unit: string | undefined,
): Series {
  if (store.forgottenUntil >= window.start) {
    throw new AwsError(
      'StandInLimitation',
      'The stand-in has forgotten values of this time, since it keeps a bounded number. Raise keep.values.',
    );
  }
  if (window.tooFine) return [];
  const periods = new Map<number, Distribution>();
  for (const { start, distribution } of store.observed(identity, window.start, window.end, unit)) {
    const period = window.start + Math.floor((start - window.start) / window.period) * window.period;
    const merged = periods.get(period) ?? new Distribution();
    merged.merge(distribution);
    periods.set(period, merged);
  }
  return [...periods].sort(([a], [b]) => a - b);
}
