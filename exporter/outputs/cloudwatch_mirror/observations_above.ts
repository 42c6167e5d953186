import { bucketIndex, upperBound } from '../../../metrics/native/bounds.ts';
import type { Fold, Folded } from './folds.ts';
import type { HistogramIncrease } from './histogram_increase.ts';
import { bucketsOf, type NativeCounts } from './native_counts.ts';

/** How many bounds of a histogram a message names. */
const MOST_SHOWN = 12;

/**
 * Observations of histograms above a bound: what came to each, as a counter sends it. As in Prometheus, an observation of NaN is
 * not within the bound. What has no such bound has no such count, which is then refused; it is never interpolated.
 */
export class AboveFold implements Fold<HistogramIncrease> {
  readonly #bound: number;
  readonly #sendsZero: boolean;
  #sum = 0;
  /** Why it is not known; null where it is. */
  #unknown: string | null = null;

  constructor(bound: number, sendsZero: boolean) {
    this.#bound = bound;
    this.#sendsZero = sendsZero;
  }

  add(increase: HistogramIncrease): void {
    const above = observationsAbove(this.#bound, increase);
    if (above === null) this.#unknown ??= noSuchBucket(this.#bound, increase);
    else this.#sum += above;
  }

  take(): Folded {
    const [sum, unknown] = [this.#sum, this.#unknown];
    this.#sum = 0;
    this.#unknown = null;
    const nothing: Folded = { parts: [], leftOut: [], isSumUnknown: false };
    if (unknown !== null) return { ...nothing, problem: { reason: 'no_such_bucket', detail: unknown } };
    if (sum === 0 && !this.#sendsZero) return nothing;
    return { ...nothing, parts: [{ values: [sum], counts: [1] }] };
  }
}

/**
 * How many observations were above a bound, NaN included; null where none of its buckets ends there. Classic buckets say so, and
 * native ones of what has no others.
 */
export function observationsAbove(
  bound: number,
  { bounds, classic, count, native }: HistogramIncrease,
): number | null {
  if (bounds.length > 0) {
    const last = bounds.indexOf(bound);
    if (last < 0) return null;
    return classic.subarray(last + 1).reduce((sum, one) => sum + one, 0);
  }
  // Of nothing, nothing was above it.
  if (count === 0) return 0;
  return native === null ? null : nativelyAbove(bound, count, native);
}

function nativelyAbove(bound: number, count: number, native: NativeCounts): number | null {
  if (!isNativeBound(bound, native.schema)) return null;
  let within = 0;
  for (const { upper, count: its } of bucketsOf(native)) if (upper <= bound) within += its;
  return count - within;
}

/** Whether a bucket of a schema ends at a bound. */
function isNativeBound(bound: number, schema: number): boolean {
  return bound > 0 && Number.isFinite(bound) && upperBound(bucketIndex(bound, schema), schema) === bound;
}

function noSuchBucket(bound: number, { bounds }: HistogramIncrease): string {
  if (bounds.length === 0)
    return `none of its native buckets ends at ${bound}, above which it is to be counted`;
  const shown = bounds.slice(0, MOST_SHOWN).join(', ');
  const more = bounds.length > MOST_SHOWN ? ', …' : '';
  return `none of its buckets ends at ${bound}, above which it is to be counted: they end at ${shown}${more}`;
}
