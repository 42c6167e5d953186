import { Distribution } from './distribution.ts';
import { type Datum, type MetricIdentity, metricKey } from './metric.ts';

/** One metric and what was observed of it, by unit, then by the start of the second or minute, in milliseconds. */
interface Metric {
  readonly identity: MetricIdentity;
  readonly units: Map<string, Map<number, Distribution>>;
  newest: number;
}

interface Cell {
  readonly key: string;
  readonly unit: string;
  readonly start: number;
}

/** Observations of one stretch of time. */
export interface Observed {
  readonly unit: string;
  readonly start: number;
  readonly distribution: Distribution;
}

/** All metrics, in minutes or seconds as they were stored. Beyond its bound it forgets what it has held longest. */
export class MetricStore {
  readonly #limit: number;
  readonly #metrics = new Map<string, Metric>();
  /** In the order in which they came, for the bound. */
  readonly #cells = new Map<Distribution, Cell>();
  #size = 0;
  #forgottenUntil = Number.NEGATIVE_INFINITY;

  /** @param limit the most distinct values, over all metrics and stretches of time. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The newest stretch of time, in milliseconds, that something was forgotten of; -Infinity where nothing was. */
  get forgottenUntil(): number {
    return this.#forgottenUntil;
  }

  add(datum: Datum): void {
    const key = metricKey(datum);
    const metric = this.#metrics.get(key) ?? this.#newMetric(key, datum);
    const resolution = datum.storageResolution * 1000;
    const start = Math.floor(datum.timestamp / resolution) * resolution;
    const cells = metric.units.get(datum.unit) ?? new Map<number, Distribution>();
    metric.units.set(datum.unit, cells);
    const distribution = cells.get(start) ?? new Distribution();
    cells.set(start, distribution);
    this.#cells.set(distribution, { key, unit: datum.unit, start });
    const before = distribution.size;
    distribution.add(datum);
    this.#size += distribution.size - before;
    metric.newest = Math.max(metric.newest, start);
    while (this.#size > this.#limit) this.#forgetOldest();
  }

  /** Every metric and the time of its newest datum, in the order in which they came. */
  metrics(): readonly { readonly identity: MetricIdentity; readonly newest: number }[] {
    return [...this.#metrics.values()];
  }

  /** What was observed of a metric from `from` on and before `until`, of one unit or of all. */
  observed(
    identity: MetricIdentity,
    from: number,
    until: number,
    unit: string | undefined,
  ): readonly Observed[] {
    const units =
      this.#metrics.get(metricKey(identity))?.units ?? new Map<string, Map<number, Distribution>>();
    const found: Observed[] = [];
    for (const [name, cells] of units) {
      if (unit !== undefined && unit !== name) continue;
      for (const [start, distribution] of cells) {
        if (start >= from && start < until) found.push({ unit: name, start, distribution });
      }
    }
    return found;
  }

  clear(): void {
    this.#metrics.clear();
    this.#cells.clear();
    this.#size = 0;
    this.#forgottenUntil = Number.NEGATIVE_INFINITY;
  }

  #newMetric(key: string, { namespace, metricName, dimensions }: Datum): Metric {
    const metric = { identity: { namespace, metricName, dimensions }, units: new Map(), newest: 0 };
    this.#metrics.set(key, metric);
    return metric;
  }

  #forgetOldest(): void {
    const [oldest] = this.#cells;
    if (oldest === undefined) return;
    const [distribution, { key, unit, start }] = oldest;
    this.#cells.delete(distribution);
    this.#size -= distribution.size;
    this.#forgottenUntil = Math.max(this.#forgottenUntil, start);
    const metric = this.#metrics.get(key);
    const cells = metric?.units.get(unit);
    cells?.delete(start);
    if (cells?.size === 0) metric?.units.delete(unit);
    if (metric?.units.size === 0) this.#metrics.delete(key);
  }
}
