import type { MetricDeclaration } from '../conventions/metrics.ts';
import { Family, type Sample } from './family.ts';
import type { Part } from './part.ts';
import { Series, type SeriesState } from './series.ts';
import type { RowValues } from './store/row_values.ts';

/** Its cells: the value, and how often it was set, which may be to what it was. */
const VALUE = 0;
const TIMES_SET = 1;
const STRIDE = 2;

/** A value that goes up and down. */
export class GaugeSeries extends Series {
  get value(): number {
    return this.isKept ? (this.chunk.cells[this.at + VALUE] as number) : 0;
  }

  set(value: number): void {
    if (this.chunk.guarded) {
      const own = this.part.prepare(this) as GaugeSeries;
      if (own !== this) {
        own.set(value);
        return;
      }
    }
    const { at } = this;
    const { cells } = this.chunk;
    cells[at + VALUE] = value;
    cells[at + TIMES_SET] = (cells[at + TIMES_SET] as number) + 1;
  }

  state(): SeriesState {
    return this.value;
  }

  mark(): number {
    return this.chunk.cells[this.at + TIMES_SET] as number;
  }

  restore(state: SeriesState): void {
    if (typeof state === 'number') this.set(state);
  }
}

/** A gauge; where parts share a label set the largest value shows, since a fuller resource must not hide. */
export class GaugeFamily extends Family<GaugeSeries> {
  override readonly aggregator = 'max';
  readonly seriesPerLabelSet = 1;

  constructor(declaration: MetricDeclaration) {
    super(declaration, STRIDE);
  }

  create(part: Part<GaugeSeries>, values: readonly string[]): GaugeSeries {
    return new GaugeSeries(part, values);
  }

  merge(into: Float64Array, cells: Float64Array, at: number): void {
    const value = cells[at + VALUE] as number;
    const before = into[VALUE] as number;
    // What one producer cannot tell must not hide what another one can.
    into[VALUE] = Number.isNaN(before) ? value : Math.max(before, Number.isNaN(value) ? before : value);
  }

  protected samples(labels: Record<string, string>, { cells, at }: RowValues, into: Sample[]): void {
    into.push({ labels, value: cells[at + VALUE] as number });
  }
}
