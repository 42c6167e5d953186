import type { Datum, StatisticSet } from './metric.ts';
import type { Statistic } from './statistic.ts';

// So far may a rank be off through rounding alone: 99.9 / 100 × 1000 is more than 999.
const RANK_TOLERANCE = 1e-12;

/** What was observed of one metric in one stretch of time: how often each value, and statistic sets. */
export class Distribution {
  readonly #counts = new Map<number, number>();
  #sets: StatisticSet | undefined;

  /** Distinct values held. */
  get size(): number {
    return this.#counts.size + (this.#sets === undefined ? 0 : 1);
  }

  add({ values, counts, statistics }: Datum): void {
    for (const [index, value] of values.entries()) this.#count(value, counts[index] ?? 0);
    if (statistics !== undefined) this.#addSet(statistics);
  }

  merge(other: Distribution): void {
    for (const [value, count] of other.#counts) this.#count(value, count);
    if (other.#sets !== undefined) this.#addSet(other.#sets);
  }

  /** A statistic, or undefined where CloudWatch has none: percentiles of mixed statistic sets or negative values. */
  get(statistic: Statistic): number | undefined {
    switch (statistic.kind) {
      case 'SampleCount':
        return this.#sampleCount();
      case 'Sum':
        return this.#sum();
      case 'Average':
        return this.#sum() / this.#sampleCount();
      case 'Minimum':
        return this.#extreme(Math.min, this.#sets?.minimum);
      case 'Maximum':
        return this.#extreme(Math.max, this.#sets?.maximum);
      case 'percentile':
        return this.#percentile(statistic.percent);
    }
  }

  #count(value: number, count: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
  }

  #addSet(set: StatisticSet): void {
    if (set.minimum === set.maximum && set.sum === set.minimum * set.sampleCount) {
      this.#count(set.minimum, set.sampleCount);
      return;
    }
    const before = this.#sets;
    this.#sets =
      before === undefined
        ? set
        : {
            sampleCount: before.sampleCount + set.sampleCount,
            sum: before.sum + set.sum,
            minimum: Math.min(before.minimum, set.minimum),
            maximum: Math.max(before.maximum, set.maximum),
          };
  }

  #sampleCount(): number {
    return compensatedSum([...this.#counts.values(), this.#sets?.sampleCount ?? 0]);
  }

  #sum(): number {
    const products = Array.from(this.#counts, ([value, count]) => value * count);
    return compensatedSum([...products, this.#sets?.sum ?? 0]);
  }

  #extreme(choose: (a: number, b: number) => number, ofSets: number | undefined): number | undefined {
    let extreme = ofSets;
    for (const value of this.#counts.keys()) extreme = extreme === undefined ? value : choose(extreme, value);
    return extreme;
  }

  /** By nearest rank: the smallest value that at least `percent` of all observations do not exceed. */
  #percentile(percent: number): number | undefined {
    if (this.#sets !== undefined) return undefined;
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    if ((sorted[0]?.[0] ?? -1) < 0) return undefined;
    const rank = (percent / 100) * this.#sampleCount() * (1 - RANK_TOLERANCE);
    let passed = 0;
    for (const [value, count] of sorted) {
      passed += count;
      if (passed >= rank) return value;
    }
    return sorted.at(-1)?.[0];
  }
}

/** The sum of numbers, right to the last digit or two, whatever their order (Neumaier 1974). */
function compensatedSum(numbers: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const number of numbers) {
    const next = sum + number;
    lost += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum;
    sum = next;
  }
  return sum + lost;
}
