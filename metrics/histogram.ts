import type { MetricDeclaration } from '../conventions/metrics.ts';
import { Family, type Sample, type Series, type SeriesState } from './family.ts';
import type { SeriesLimit } from './series_limit.ts';

/** Counts of observations by classic bucket, and their sum. */
export class HistogramSeries implements Series {
  readonly values: readonly string[];
  readonly #bounds: readonly number[];
  /** Per bucket, not cumulative; the last one is +Inf. */
  readonly counts: number[];
  sum = 0;

  constructor(values: readonly string[], bounds: readonly number[]) {
    this.values = values;
    this.#bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  /** Throws a RangeError where the value is not finite: it would spoil the sum for as long as the series lives. */
  observe(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`A histogram cannot observe ${value}.`);
    const index = bucketIndex(this.#bounds, value);
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sum += value;
  }

  state(): SeriesState {
    return { counts: [...this.counts], sum: this.sum };
  }

  /**
   * Adds saved counts. Where the bounds have changed since, each saved bucket goes to the bucket that holds
   * its upper bound: count and sum stay exact, and so do all rates from now on.
   */
  restore(state: SeriesState, bounds: readonly number[]): void {
    if (typeof state === 'number') return;
    state.counts.forEach((count, index) => {
      const target = bucketIndex(this.#bounds, bounds[index] ?? Number.POSITIVE_INFINITY);
      this.counts[target] = (this.counts[target] ?? 0) + count;
    });
    this.sum += state.sum;
  }
}

class DroppingHistogram extends HistogramSeries {
  readonly #drop: () => void;

  constructor(drop: () => void) {
    super([], []);
    this.#drop = drop;
  }

  override observe(): void {
    this.#drop();
  }

  override restore(): void {
    this.#drop();
  }
}

/** A histogram with classic buckets; parts that share a label set are added up. */
export class HistogramFamily extends Family<HistogramSeries> {
  readonly seriesPerLabelSet: number;

  /** Throws a RangeError where the bounds do not ascend or are not finite, or where a label is called `le`. */
  constructor(declaration: MetricDeclaration, bounds: readonly number[]) {
    super(declaration, bounds);
    if (declaration.labels.includes('le')) {
      throw new RangeError(
        `${declaration.name}: the label "le" names a histogram's buckets. Call yours otherwise.`,
      );
    }
    bounds.forEach((bound, index) => {
      const ascends = index === 0 || bound > (bounds[index - 1] ?? 0);
      if (Number.isFinite(bound) && ascends) return;
      throw new RangeError(
        `${declaration.name}: bucket bounds must be finite and ascend, not ${bounds.join(', ')}.`,
      );
    });
    this.seriesPerLabelSet = bounds.length + 3;
  }

  create(values: readonly string[]): HistogramSeries {
    return new HistogramSeries(values, this.bounds);
  }

  createOverflow(limit: SeriesLimit): HistogramSeries {
    return new DroppingHistogram(() => limit.drop(this.name));
  }

  protected samples(
    labels: Record<string, string>,
    series: readonly HistogramSeries[],
    into: Sample[],
  ): void {
    let cumulative = 0;
    [...this.bounds, Number.POSITIVE_INFINITY].forEach((bound, index) => {
      for (const { counts } of series) cumulative += counts[index] ?? 0;
      const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound);
      into.push({ metricName: `${this.name}_bucket`, labels: { ...labels, le }, value: cumulative });
    });
    const sum = series.reduce((total, part) => total + part.sum, 0);
    into.push({ metricName: `${this.name}_sum`, labels, value: sum });
    into.push({ metricName: `${this.name}_count`, labels, value: cumulative });
  }
}

/** The first bucket whose upper bound, inclusive, is not below the value. */
function bucketIndex(bounds: readonly number[], value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (bounds[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
