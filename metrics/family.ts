import type { MetricDeclaration } from '../conventions/metrics.ts';
import { Part } from './part.ts';
import type { Series } from './series.ts';
import type { SeriesLimit } from './series_limit.ts';
import { Cursor } from './store/cursor.ts';
import { RowStore } from './store/row_store.ts';
import type { RowValues } from './store/row_values.ts';

/** One line of an exposition, in prom-client's shape: what `metric.get()` resolves to, line by line. */
export interface Sample {
  readonly metricName?: string;
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly value: number;
  /**
   * When it was first there for a reader who had looked before, in milliseconds since 1970: all that it counts is of that time on.
   * Only where somebody else counts, and only if that is known.
   */
  readonly firstSeen?: number | undefined;
}

/** What an exposition renders: any prom-client metric's `get()` answers this. */
export interface FamilySamples {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly Sample[];
}

/**
 * A metric whose series come from several producers, each of which owns a part: it alone writes, saves,
 * restores and removes the series in it. Where two parts hold the same label set, a scrape shows one series.
 *
 * It has the face of a prom-client metric (`name`, `help`, `type`, `get`, `reset`), so that it registers with
 * a prom-client registry beside metrics that an application already has.
 */
export abstract class Family<S extends Series = Series> {
  readonly help: string;
  readonly type: MetricDeclaration['type'];
  readonly labelNames: readonly string[];
  /** How prom-client's cluster support merges the series of several processes. */
  readonly aggregator: 'sum' | 'max' = 'sum';
  /** Bounds of classic buckets, ascending, without +Inf; empty but for histograms. */
  readonly bounds: readonly number[];
  readonly store: RowStore<S>;
  /** The same metric with other classic buckets, for producers that do not count by these; see `MetricRegistry.variant`. */
  readonly variants: Family<S>[] = [];
  readonly #name: string;
  #nameForOnce: string | null = null;
  readonly #parts = new Set<Part<S>>();
  #hadParts = false;

  /** `stride` is how many numbers a label set takes, as `RowStore` has them. */
  constructor(declaration: MetricDeclaration, stride: number, bounds: readonly number[] = []) {
    this.#name = declaration.name;
    this.help = declaration.help;
    this.type = declaration.type;
    this.labelNames = declaration.labels;
    this.bounds = bounds;
    this.store = new RowStore(declaration.labels, stride, bounds);
  }

  get name(): string {
    return this.#name;
  }

  /**
   * prom-client renames a counter right before it collects it for an OpenMetrics page, and never renames it
   * back. Here the new name holds for that one collection.
   */
  set name(name: string) {
    this.#nameForOnce = name;
  }

  /** Prometheus series per label set. */
  abstract readonly seriesPerLabelSet: number;

  /** A handle for these label values, in declared order. */
  abstract create(part: Part<S>, values: readonly string[]): S;

  /** Adds the cells of one row, from `at` on, to those of another row with the same labels. */
  abstract merge(into: Float64Array, cells: Float64Array, at: number): void;

  /** The lines of one label set. */
  protected abstract samples(labels: Record<string, string>, values: RowValues, into: Sample[]): void;

  /** A walk over what shows. */
  cursor(): Cursor<S> {
    return new Cursor(this.store, (into, cells, at) => this.merge(into, cells, at));
  }

  /** Whether producers had shares of it, and none has any more. */
  get isAbandoned(): boolean {
    const isLeft = this.#hadParts && this.#parts.size === 0;
    return isLeft && this.variants.every((variant) => variant.isAbandoned);
  }

  /** A new producer's share of this metric; its series count against the limit, if one is given. */
  part(limit: SeriesLimit | null): Part<S> {
    const part = new Part<S>(this, limit);
    this.#parts.add(part);
    this.#hadParts = true;
    return part;
  }

  /** Ends a producer's share: its series vanish from the next scrape. */
  removePart(part: Part<S>): void {
    part.close();
    this.#parts.delete(part);
  }

  /** prom-client's reset: all series of all parts go. */
  reset(): void {
    for (const part of this.#parts) part.clear();
    for (const variant of this.variants) variant.reset();
  }

  /** Forgets series that nobody has touched for so many milliseconds; answers how many. */
  expire(after: number, now: number): number {
    let expired = 0;
    for (const part of this.#parts) expired += part.expire(after, now);
    for (const variant of this.variants) expired += variant.expire(after, now);
    return expired;
  }

  /** prom-client's collection. */
  async get(): Promise<FamilySamples & { aggregator: string }> {
    const name = this.#nameForOnce ?? this.#name;
    this.#nameForOnce = null;
    const values: Sample[] = [];
    for (const family of [this, ...this.variants]) family.#collect(values);
    return { name, help: this.help, type: this.type, aggregator: this.aggregator, values };
  }

  #collect(into: Sample[]): void {
    const cursor = this.cursor();
    for (let row = 0; row < this.store.handles.length; row += 1) {
      if (!cursor.seek(row)) continue;
      const labelValues = cursor.labelValues(row);
      const labels: Record<string, string> = {};
      this.labelNames.forEach((label, index) => {
        labels[label] = labelValues[index] ?? '';
      });
      this.samples(labels, cursor, into);
    }
  }
}
