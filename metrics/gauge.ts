import { Family, type Sample, type Series, type SeriesState } from './family.ts';
import type { SeriesLimit } from './series_limit.ts';

/** A value that goes up and down. */
export class GaugeSeries implements Series {
  readonly values: readonly string[];
  value = 0;

  constructor(values: readonly string[]) {
    this.values = values;
  }

  set(value: number): void {
    this.value = value;
  }

  state(): SeriesState {
    return this.value;
  }

  restore(state: SeriesState): void {
    if (typeof state === 'number') this.value = state;
  }
}

class DroppingGauge extends GaugeSeries {
  readonly #drop: () => void;

  constructor(drop: () => void) {
    super([]);
    this.#drop = drop;
  }

  override set(): void {
    this.#drop();
  }

  override restore(): void {
    this.#drop();
  }
}

/** A gauge; where parts share a label set the largest value shows, since a fuller resource must not hide. */
export class GaugeFamily extends Family<GaugeSeries> {
  override readonly aggregator = 'max';
  readonly seriesPerLabelSet = 1;

  create(values: readonly string[]): GaugeSeries {
    return new GaugeSeries(values);
  }

  createOverflow(limit: SeriesLimit): GaugeSeries {
    return new DroppingGauge(() => limit.drop(this.name));
  }

  protected samples(labels: Record<string, string>, series: readonly GaugeSeries[], into: Sample[]): void {
    // What one producer cannot tell must not hide what another one can.
    const known = series.map(({ value }) => value).filter((value) => !Number.isNaN(value));
    into.push({ labels, value: known.length === 0 ? Number.NaN : Math.max(...known) });
  }
}
