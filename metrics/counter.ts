import { Family, type Sample, type Series, type SeriesState } from './family.ts';
import type { SeriesLimit } from './series_limit.ts';

/** A value that only grows. */
export class CounterSeries implements Series {
  readonly values: readonly string[];
  value = 0;

  constructor(values: readonly string[]) {
    this.values = values;
  }

  /** Adds `by`, 1 unless told. Throws a RangeError where it is negative or not finite. */
  inc(by = 1): void {
    if (!(by >= 0 && by < Number.POSITIVE_INFINITY))
      throw new RangeError(`A counter cannot be increased by ${by}.`);
    this.value += by;
  }

  state(): SeriesState {
    return this.value;
  }

  restore(state: SeriesState): void {
    if (typeof state === 'number') this.value += state;
  }
}

class DroppingCounter extends CounterSeries {
  readonly #drop: () => void;

  constructor(drop: () => void) {
    super([]);
    this.#drop = drop;
  }

  override inc(): void {
    this.#drop();
  }

  override restore(): void {
    this.#drop();
  }
}

/** A counter; parts that share a label set are added up. */
export class CounterFamily extends Family<CounterSeries> {
  readonly seriesPerLabelSet = 1;

  create(values: readonly string[]): CounterSeries {
    return new CounterSeries(values);
  }

  createOverflow(limit: SeriesLimit): CounterSeries {
    return new DroppingCounter(() => limit.drop(this.name));
  }

  protected samples(labels: Record<string, string>, series: readonly CounterSeries[], into: Sample[]): void {
    into.push({ labels, value: series.reduce((total, { value }) => total + value, 0) });
  }
}
