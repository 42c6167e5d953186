import type { MetricDeclaration } from '../conventions/metrics.ts';
import { Part } from './part.ts';
import type { SeriesLimit } from './series_limit.ts';

/** One line of an exposition, in prom-client's shape: what `metric.get()` resolves to, line by line. */
export interface Sample {
  readonly metricName?: string;
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** What an exposition renders: any prom-client metric's `get()` answers this. */
export interface FamilySamples {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly Sample[];
}

/** What `inc`, `set` or `observe` is called on; also what a part keeps per label set. */
export interface Series {
  readonly values: readonly string[];
  /** What survives a restart: a number, or the counts and sum of a histogram. */
  state(): SeriesState;
  restore(state: SeriesState, bounds: readonly number[]): void;
}

export type SeriesState = number | { readonly counts: readonly number[]; readonly sum: number };

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
  readonly #name: string;
  #nameForOnce: string | null = null;
  readonly #parts = new Set<Part<S>>();

  constructor(declaration: MetricDeclaration, bounds: readonly number[] = []) {
    this.#name = declaration.name;
    this.help = declaration.help;
    this.type = declaration.type;
    this.labelNames = declaration.labels;
    this.bounds = bounds;
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

  /** A series for these label values, in declared order. */
  abstract create(values: readonly string[]): S;

  /** A series that only counts what it is given as dropped. */
  abstract createOverflow(limit: SeriesLimit): S;

  /** The lines of series that have the same label values and lie in different parts. */
  protected abstract samples(labels: Record<string, string>, series: readonly S[], into: Sample[]): void;

  /** A new producer's share of this metric; its series count against the limit, if one is given. */
  part(limit: SeriesLimit | null): Part<S> {
    const part = new Part<S>(this, limit);
    this.#parts.add(part);
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
  }

  /** prom-client's collection. */
  async get(): Promise<FamilySamples & { aggregator: string }> {
    const name = this.#nameForOnce ?? this.#name;
    this.#nameForOnce = null;
    const merged = new Map<string, S[]>();
    for (const part of this.#parts) {
      for (const [key, series] of part.entries()) {
        const same = merged.get(key);
        if (same === undefined) merged.set(key, [series]);
        else same.push(series);
      }
    }
    const values: Sample[] = [];
    for (const series of merged.values()) {
      const labels: Record<string, string> = {};
      this.labelNames.forEach((name, index) => {
        labels[name] = series[0]?.values[index] ?? '';
      });
      this.samples(labels, series, values);
    }
    return { name, help: this.help, type: this.type, aggregator: this.aggregator, values };
  }
}
