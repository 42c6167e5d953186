import type { MetricDeclaration } from '../conventions/metrics.ts';
import type { Exemplar } from './exemplar.ts';
import { Family, type Sample } from './family.ts';
import { NativeBuckets } from './native/native_buckets.ts';
import type { NativeSettings } from './native/settings.ts';
import type { Part } from './part.ts';
import { Series, type SeriesState } from './series.ts';
import { type Extremes, loseExtremes, takeExtremes, widenExtremes } from './store/extremes.ts';
import type { RowValues } from './store/row_values.ts';

/** Cells besides the buckets with bounds: +Inf and the sum. */
const MORE_CELLS = 2;

/** Counts of observations by classic bucket and, where its family has them, by native bucket; and their sum. */
export class HistogramSeries extends Series {
  /**
   * Counts a value as client_golang does: NaN is in the count and in bucket +Inf, and like an infinity it stays in
   * the sum for good. `exemplar` labels the value as its bucket's example, `{ trace_id: … }` for one. `times`, a whole
   * number over 0, counts it so often at once.
   */
  observe(value: number, exemplar?: Exemplar['labels'], times = 1): void {
    if (this.chunk.guarded) {
      const own = this.part.prepare(this) as HistogramSeries;
      if (own !== this) {
        own.observe(value, exemplar, times);
        return;
      }
    }
    const { at } = this;
    const { cells, bounds, classic, extremes } = this.chunk;
    const bucket = classic.of(value);
    const sum = at + bounds.length + 1;
    cells[at + bucket] = (cells[at + bucket] as number) + times;
    cells[sum] = (cells[sum] as number) + value * times;
    this.native?.observe(value, times);
    if (extremes !== null) widenExtremes(extremes, rowAt(at, bounds), value);
    if (exemplar !== undefined) this.#keep(exemplar, value, bucket);
  }

  /**
   * The smallest and the largest finite observation since this was last called, or since the label set began; +Infinity and
   * −Infinity where there was none. It begins anew: there should be one who asks. Null where they are not known: where
   * they are not tracked (`MetricRegistry.trackExtremes`), and where anything was counted meanwhile that was not observed
   * here: before they were tracked, or by the process before this one, whose counts were restored.
   */
  takeExtremes(): Extremes | null {
    const { extremes, bounds } = this.chunk;
    return extremes === null ? null : takeExtremes(extremes, rowAt(this.at, bounds));
  }

  /** Its extremes are not known until they are next taken. */
  loseExtremes(): void {
    const { extremes, bounds } = this.chunk;
    if (extremes !== null) loseExtremes(extremes, rowAt(this.at, bounds));
  }

  override begin(): void {
    const { native } = this.part.family as unknown as HistogramFamily;
    if (native !== null) this.native = new NativeBuckets(native);
  }

  mark(): number {
    const { at } = this;
    const { cells, bounds } = this.chunk;
    let count = 0;
    for (let index = 0; index <= bounds.length; index += 1) count += cells[at + index] as number;
    return count;
  }

  state(): SeriesState {
    const { at, native } = this;
    const { cells, bounds } = this.chunk;
    const sum = at + bounds.length + 1;
    return { counts: [...cells.subarray(at, sum)], sum: cells[sum] as number, native: native?.state() };
  }

  /**
   * Adds saved counts. Where the bounds have changed since, each saved bucket goes to the bucket that holds
   * its upper bound: count and sum stay exact, and so do all rates from now on. Native buckets that were not saved
   * are made in the same way.
   */
  restore(state: SeriesState, bounds: readonly number[]): void {
    if (typeof state === 'number') return;
    if (this.chunk.guarded) {
      const own = this.part.prepare(this) as HistogramSeries;
      if (own !== this) {
        own.restore(state, bounds);
        return;
      }
    }
    const counted = state.counts.reduce((total, count) => total + count, 0);
    // Saved counts do not say how small or large the observations were.
    if (counted !== 0) this.loseExtremes();
    const { at } = this;
    const { cells, classic } = this.chunk;
    state.counts.forEach((count, index) => {
      const bucket = at + classic.of(bounds[index] ?? Number.POSITIVE_INFINITY);
      cells[bucket] = (cells[bucket] as number) + count;
    });
    const sum = at + classic.bounds.length + 1;
    cells[sum] = (cells[sum] as number) + state.sum;
    if (state.native?.count === counted) this.native?.restore(state.native);
    else this.native?.addClassic(state.counts, bounds, state.sum);
  }

  #keep(labels: Exemplar['labels'], value: number, bucket: number): void {
    if (!this.isKept) return;
    const { all, from } = this.part.family.store.exemplarsOf(this);
    all[from + bucket] = { labels, value, timestamp: Date.now() };
  }
}

/** A histogram with classic buckets and, unless its settings are null, native ones; parts of one label set add up. */
export class HistogramFamily extends Family<HistogramSeries> {
  readonly seriesPerLabelSet: number;
  /** How its native buckets are kept; null where it has none. */
  readonly native: NativeSettings | null;

  /** Throws a RangeError where the bounds do not ascend or are not finite, or where a label is called `le`. */
  constructor(
    declaration: MetricDeclaration,
    bounds: readonly number[],
    native: NativeSettings | null = null,
  ) {
    super(declaration, bounds.length + MORE_CELLS, bounds);
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
    this.native = native;
  }

  /**
   * Begins to keep the extremes of each series (`takeExtremes`), or ends it. Those of a series that has observed something
   * before are not known until they are first taken.
   */
  trackExtremes(isTracked: boolean): void {
    if (!this.store.trackExtremes(isTracked) || !isTracked) return;
    for (const series of this.store.handles) {
      if (series !== undefined && series.mark() !== 0) series.loseExtremes();
    }
  }

  create(part: Part<HistogramSeries>, values: readonly string[]): HistogramSeries {
    return new HistogramSeries(part, values);
  }

  merge(into: Float64Array, cells: Float64Array, at: number): void {
    for (let index = 0; index < into.length; index += 1) {
      into[index] = (into[index] as number) + (cells[at + index] as number);
    }
  }

  protected samples(labels: Record<string, string>, { cells, at }: RowValues, into: Sample[]): void {
    let cumulative = 0;
    [...this.bounds, Number.POSITIVE_INFINITY].forEach((bound, index) => {
      cumulative += cells[at + index] as number;
      const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound);
      into.push({ metricName: `${this.name}_bucket`, labels: { ...labels, le }, value: cumulative });
    });
    const sum = cells[at + this.bounds.length + 1] as number;
    into.push({ metricName: `${this.name}_sum`, labels, value: sum });
    into.push({ metricName: `${this.name}_count`, labels, value: cumulative });
  }
}

/** Which row of its chunk begins with a cell. */
function rowAt(cell: number, bounds: Float64Array): number {
  return cell / (bounds.length + MORE_CELLS);
}
