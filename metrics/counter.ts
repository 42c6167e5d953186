import type { MetricDeclaration } from '../conventions/metrics.ts';
import { Family, type Sample } from './family.ts';
import type { Part } from './part.ts';
import { Series, type SeriesState } from './series.ts';
import type { RowValues } from './store/row_values.ts';

/** Its only cell. */
const VALUE = 0;
const STRIDE = 1;

/** A value that only grows. */
export class CounterSeries extends Series {
  get value(): number {
    return this.isKept ? (this.chunk.cells[this.at + VALUE] as number) : 0;
  }

  /** Adds `by`, 1 unless told. Throws a RangeError where it is negative or not finite. */
  inc(by = 1): void {
    if (!(by >= 0 && by < Number.POSITIVE_INFINITY))
      throw new RangeError(`A counter cannot be increased by ${by}.`);
    this.#add(by);
  }

  state(): SeriesState {
    return this.value;
  }

  mark(): number {
    return this.value;
  }

  restore(state: SeriesState): void {
    // A counter that has grown beyond all numbers is infinite.
    if (typeof state === 'number') this.#add(state);
  }

  #add(by: number): void {
    if (this.chunk.guarded) {
      const own = this.part.prepare(this) as CounterSeries;
      if (own !== this) {
        own.#add(by);
        return;
      }
    }
    const { at } = this;
    const { cells } = this.chunk;
    cells[at] = (cells[at] as number) + by;
  }
}

/** A counter; parts that share a label set are added up. */
export class CounterFamily extends Family<CounterSeries> {
  readonly seriesPerLabelSet = 1;

  constructor(declaration: MetricDeclaration) {
    super(declaration, STRIDE);
  }

  create(part: Part<CounterSeries>, values: readonly string[]): CounterSeries {
    return new CounterSeries(part, values);
  }

  merge(into: Float64Array, cells: Float64Array, at: number): void {
    into[VALUE] = (into[VALUE] as number) + (cells[at + VALUE] as number);
  }

  protected samples(labels: Record<string, string>, { cells, at }: RowValues, into: Sample[]): void {
    into.push({ labels, value: cells[at + VALUE] as number });
  }
}
