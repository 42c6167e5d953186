import type { Registry } from 'prom-client';
import type { FamilySamples } from '../family.ts';
import type { SeriesLimit } from '../series_limit.ts';
import { GuestMetric } from './guest_metric.ts';

/** A metric that is left out, and why. */
export interface RefusedGuest {
  readonly name: string;
  readonly why: 'the exporter has it' | 'it has another type';
}

/**
 * Metrics that somebody else counts, as they were read: in the registry beside its own, for mirrors, and hidden from pages unless
 * they are shown. A name belongs to goldwatch first: a guest gives way.
 */
export class GuestMetrics {
  readonly #registry: Registry;
  readonly #limit: SeriesLimit;
  readonly #metrics = new Map<string, GuestMetric>();

  constructor(registry: Registry, limit: SeriesLimit) {
    this.#registry = registry;
    this.#limit = limit;
  }

  /** Whether a metric of this name is somebody else's. */
  has(name: string): boolean {
    return this.#metrics.has(name);
  }

  /** Room for one reader. */
  share({ areShown }: { readonly areShown: boolean }): GuestShare {
    return new GuestShare(this, this.#limit, areShown);
  }

  /** Removes a metric whose name somebody of goldwatch's own wants. */
  giveWay(name: string): void {
    if (this.#metrics.delete(name)) this.#registry.removeSingleMetric(name);
  }

  /** The guest of that name and type, made if the name is free. */
  metric(name: string, type: string): GuestMetric | RefusedGuest['why'] {
    const known = this.#metrics.get(name);
    if (known !== undefined) return known.type === type ? known : 'it has another type';
    if (this.#registry.getSingleMetric(name) !== undefined) return 'the exporter has it';
    const metric = new GuestMetric(name, type);
    // prom-client types `registerMetric` by its own classes; it uses name, type, get and reset of them.
    this.#registry.registerMetric(metric as unknown as Parameters<Registry['registerMetric']>[0]);
    this.#metrics.set(name, metric);
    return metric;
  }

  /** Forgets a metric that nobody brings any more. */
  leave(metric: GuestMetric): void {
    if (metric.isEmpty && this.#metrics.get(metric.name) === metric) this.giveWay(metric.name);
  }
}

/** What one reader brings: the families of one page, each time all of them. */
export class GuestShare {
  readonly #guests: GuestMetrics;
  readonly #limit: SeriesLimit;
  readonly #areShown: boolean;
  readonly #metrics = new Set<GuestMetric>();
  #series = 0;
  #isClosed = false;

  constructor(guests: GuestMetrics, limit: SeriesLimit, areShown: boolean) {
    this.#guests = guests;
    this.#limit = limit;
    this.#areShown = areShown;
  }

  /**
   * Puts families in the place of those before; the samples are kept, not copied. Answers those that were left out; null, and takes
   * nothing, where the series limit has no room for all.
   */
  replace(families: readonly FamilySamples[]): readonly RefusedGuest[] | null {
    if (this.#isClosed) return [];
    const series = families.reduce((sum, { values }) => sum + values.length, 0);
    if (!this.#limit.admit(series - this.#series)) return null;
    this.#series = series;
    const types = new Map(families.map(({ name, type }) => [name, type]));
    // First of all, since a name may come back with another type.
    for (const metric of this.#metrics) if (types.get(metric.name) !== metric.type) this.#leave(metric);
    const refused: RefusedGuest[] = [];
    for (const { name, type, help, values } of families) {
      const metric = this.#guests.metric(name, type);
      if (typeof metric === 'string') {
        refused.push({ name, why: metric });
        continue;
      }
      metric.bring(this, { help, values, isShown: this.#areShown });
      this.#metrics.add(metric);
    }
    return refused;
  }

  /** Removes everything. */
  clear(): void {
    this.replace([]);
  }

  /** Removes everything; what is brought later is not kept. */
  close(): void {
    this.clear();
    this.#isClosed = true;
  }

  #leave(metric: GuestMetric): void {
    this.#metrics.delete(metric);
    metric.bring(this, null);
    this.#guests.leave(metric);
  }
}
