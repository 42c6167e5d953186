import type { HistogramIncrease } from './histogram_increase.ts';
import { HistogramSum } from './histogram_sum.ts';
import { histogramValues, splitValues, type ValuesPart } from './histogram_values.ts';
import type { Statistic } from './settings.ts';
import type { Refusal } from './tally.ts';

/** What series that fall together come to in one interval. */
export interface Fold<I> {
  add(one: I): void;
  /** What is to be sent of it; it begins anew. */
  take(): Folded;
}

export interface Folded {
  /** In as many datums; none where nothing happened. */
  readonly parts: readonly ValuesPart[];
  /** Observations that CloudWatch cannot take, by why. */
  readonly leftOut: readonly (readonly [reason: LeftOutReason, observations: number])[];
  /** Whether the sum is not that of the observations, since that is not known. */
  readonly isSumUnknown: boolean;
  /** Why nothing is sent although something was selected; none unless given. */
  readonly problem?: { readonly reason: Refusal; readonly detail: string };
}

/** Why observations are in no datum. */
export const LEFT_OUT_REASONS = ['value_nan', 'value_infinite', 'value_too_large'] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

const NOTHING: Folded = { parts: [], leftOut: [], isSumUnknown: false };

/** Counters: the sum of what came to each. */
export class SumFold implements Fold<number> {
  readonly #sendsZero: boolean;
  #sum = 0;

  constructor(sendsZero: boolean) {
    this.#sendsZero = sendsZero;
  }

  add(increase: number): void {
    this.#sum += increase;
  }

  take(): Folded {
    const sum = this.#sum;
    this.#sum = 0;
    return sum === 0 && !this.#sendsZero ? NOTHING : oneValue(sum);
  }
}

/** A gauge now. */
export interface GaugeNow {
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/**
 * Gauges: one number of all. What one series cannot tell (NaN) must not hide the largest or the smallest of the others; a sum and
 * an average are not known then.
 */
export class GaugeFold implements Fold<GaugeNow> {
  readonly #statistic: Statistic;
  #count = 0;
  #value = Number.NaN;
  #created = 0;

  constructor(statistic: Statistic) {
    this.#statistic = statistic;
  }

  add({ value, created }: GaugeNow): void {
    const isFirst = this.#count === 0;
    this.#count += 1;
    if (isFirst) this.#value = value;
    else this.#value = this.#with(value, created);
    this.#created = Math.max(this.#created, created);
  }

  take(): Folded {
    const value = this.#statistic === 'avg' ? this.#value / this.#count : this.#value;
    const folded = this.#count === 0 ? NOTHING : oneValue(value);
    this.#count = 0;
    this.#created = 0;
    return folded;
  }

  #with(value: number, created: number): number {
    const before = this.#value;
    switch (this.#statistic) {
      case 'last':
        return created >= this.#created ? value : before;
      case 'sum':
      case 'avg':
        return before + value;
      case 'max':
      case 'min':
        if (Number.isNaN(value) || Number.isNaN(before)) return Number.isNaN(value) ? before : value;
        return this.#statistic === 'max' ? Math.max(before, value) : Math.min(before, value);
    }
  }
}

/** Histograms: all their observations. One that has observed nothing sends nothing, since zero would be an observation. */
export class HistogramFold implements Fold<HistogramIncrease> {
  readonly #sum = new HistogramSum();

  add(increase: HistogramIncrease): void {
    this.#sum.add(increase);
  }

  take(): Folded {
    if (this.#sum.count === 0) return NOTHING;
    const { values, counts, leftOut, isSumExact } = histogramValues(this.#sum.result());
    this.#sum.clear();
    const reasons = ['value_nan', 'value_infinite', 'value_too_large'] as const;
    return {
      parts: splitValues({ values, counts }),
      leftOut: reasons.filter((reason) => leftOut[reason] > 0).map((reason) => [reason, leftOut[reason]]),
      isSumUnknown: !isSumExact,
    };
  }
}

/** Zero is never −0, which JSON does not know. */
function oneValue(value: number): Folded {
  return { ...NOTHING, parts: [{ values: [value === 0 ? 0 : value], counts: [1] }] };
}
