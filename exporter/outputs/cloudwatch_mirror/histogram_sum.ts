import type { HistogramIncrease } from './histogram_increase.ts';
import type { Extremes, IntervalHistogram } from './histogram_values.ts';
import { bucketsOf, type NativeCounts, nativeSum } from './native_counts.ts';
import type { Bucket } from './value_slots.ts';

/** The histograms of several series within one interval, as one. */
export class HistogramSum {
  count = 0;
  #sum = 0;
  #sumError = 0;
  /** Null before the first one, and where one has none. */
  #native: NativeCounts | null = null;
  /** Classic buckets by their bounds; one family has one set of bounds, and applications may do otherwise. */
  readonly #classic: { readonly bounds: readonly number[]; readonly counts: Float64Array }[] = [];
  #extremes: Extremes | null = null;

  add({ bounds, classic, count, sum, sumError, native, extremes }: HistogramIncrease): void {
    if (count === 0) return;
    const isFirst = this.count === 0;
    this.count += count;
    this.#sum += sum;
    this.#sumError += sumError;
    if (isFirst) this.#native = native;
    else this.#native = native && this.#native && nativeSum(this.#native, native);
    this.#addClassic(bounds, classic);
    if (isFirst || extremes === null || this.#extremes === null) {
      this.#extremes = isFirst ? extremes : null;
      return;
    }
    const { min, max } = this.#extremes;
    this.#extremes = { min: Math.min(min, extremes.min), max: Math.max(max, extremes.max) };
  }

  /** All of it: by native buckets where every series has them, else by classic ones. */
  result(): IntervalHistogram {
    const { count } = this;
    const [sum, sumError, extremes] = [this.#sum, this.#sumError, this.#extremes];
    if (this.#native !== null) return { buckets: bucketsOf(this.#native), count, sum, sumError, extremes };
    const buckets = this.#classic.flatMap(({ bounds, counts }) => classicBuckets(bounds, counts));
    buckets.sort((one, other) => one.upper - other.upper || one.lower - other.lower);
    // Buckets that overlap do not say in which of them an extreme is.
    return { buckets, count, sum, sumError, extremes: this.#classic.length === 1 ? extremes : null };
  }

  clear(): void {
    this.count = 0;
    this.#sum = 0;
    this.#sumError = 0;
    this.#native = null;
    this.#classic.length = 0;
    this.#extremes = null;
  }

  #addClassic(bounds: readonly number[], classic: Float64Array): void {
    const known = this.#classic.find((one) => areSame(one.bounds, bounds));
    if (known === undefined) {
      this.#classic.push({ bounds, counts: classic.slice() });
      return;
    }
    classic.forEach((count, index) => {
      known.counts[index] = (known.counts[index] as number) + count;
    });
  }
}

function areSame(one: readonly number[], other: readonly number[]): boolean {
  return (
    one === other || (one.length === other.length && one.every((bound, index) => bound === other[index]))
  );
}

function classicBuckets(bounds: readonly number[], counts: Float64Array): Bucket[] {
  const buckets: Bucket[] = [];
  counts.forEach((count, index) => {
    if (count === 0) return;
    const lower = bounds[index - 1] ?? Number.NEGATIVE_INFINITY;
    buckets.push({ lower, upper: bounds[index] ?? Number.POSITIVE_INFINITY, count });
  });
  return buckets;
}
