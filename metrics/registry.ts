import { Registry } from 'prom-client';
import { LATENCY_BUCKETS_SECONDS, type MetricDeclaration } from '../conventions/metrics.ts';
import { CounterFamily } from './counter.ts';
import { metricsOf } from './exposition/collect.ts';
import { refuseDuplicates } from './exposition/duplicates.ts';
import type { Family } from './family.ts';
import { GaugeFamily } from './gauge.ts';
import { GuestMetrics } from './guests/guest_metrics.ts';
import { HistogramFamily } from './histogram.ts';
import { type NativeSettings, nativeSettings } from './native/settings.ts';
import { MetricScope } from './scope.ts';
import { SeriesLimit } from './series_limit.ts';

export interface MetricRegistryOptions {
  /** The prom-client registry to live in; a new one unless given. */
  readonly registry?: Registry;
  /** Most Prometheus series that limited scopes may hold together. */
  readonly seriesLimit?: number;
  /** Bounds of the classic buckets of histograms that declare none, in seconds, ascending. */
  readonly buckets?: readonly number[];
  /** How every histogram's native buckets are kept; false for none. Schema 3 and at most 160 of them unless told. */
  readonly native?: NativeOptions | false;
}

/** Native buckets never start anew by themselves: classic ones in the same histogram would have to do so with them. */
export type NativeOptions = Partial<Omit<NativeSettings, 'minResetDuration' | 'now'>>;

/** After how many milliseconds a label set that nobody writes is forgotten; never unless given. */
export interface ExpiryTimes {
  readonly gauges?: number | undefined;
  /** Counters and histograms, whose rates a return from zero disturbs. */
  readonly cumulative?: number | undefined;
}

/** Each takes a table of its own to find buckets by. */
const MOST_VARIANTS = 20;

/** Every metric of one process, in a prom-client registry, so that any metric an application has joins in. */
export class MetricRegistry {
  readonly registry: Registry;
  readonly limit: SeriesLimit;
  /** Metrics that others count. */
  readonly guests: GuestMetrics;
  /** Label sets that `expire` has forgotten so far, by metric. */
  readonly expired = new Map<string, number>();
  readonly #buckets: readonly number[];
  readonly #native: NativeSettings | null;
  readonly #families = new Map<string, Family>();
  #tracksExtremesOf: (metric: string) => boolean = () => false;

  constructor(options: MetricRegistryOptions = {}) {
    this.registry = options.registry ?? new Registry();
    this.limit = new SeriesLimit(options.seriesLimit ?? Number.POSITIVE_INFINITY);
    this.guests = new GuestMetrics(this.registry, this.limit);
    this.#buckets = options.buckets ?? LATENCY_BUCKETS_SECONDS;
    this.#native =
      options.native === false ? null : nativeSettings({ ...options.native, minResetDuration: 0 });
  }

  /**
   * The family of a declaration, made at the first call, and anew where it has changed and every producer has ended.
   * Throws an Error where the name already belongs to a metric of another type, other labels or another help, or where
   * its series would be those of another metric, too.
   */
  family(declaration: MetricDeclaration): Family {
    const known = this.#families.get(declaration.name);
    if (known === undefined) return this.#create(declaration);
    const same =
      known.type === declaration.type &&
      known.help === declaration.help &&
      known.labelNames.join() === declaration.labels.join() &&
      (declaration.type !== 'histogram' || known.bounds.join() === this.#boundsOf(declaration).join());
    if (same) return this.#register(known);
    if (known.isAbandoned) {
      this.registry.removeSingleMetric(known.name);
      this.#families.delete(known.name);
      return this.#create(declaration);
    }
    throw new Error(
      `The metric ${declaration.name} is declared twice: as ${describe(known)} ` +
        `and as ${describe({ ...declaration, labelNames: declaration.labels, bounds: this.#boundsOf(declaration) })}. Rename one of them.`,
    );
  }

  /**
   * The family of a histogram for producers who count by classic buckets of their own, such as those that somebody else has
   * chosen. Pages and mirrors show it as one with `family`; it has no native buckets.
   * Throws an Error as `family` does, and where there are too many sets of buckets.
   */
  variant(declaration: MetricDeclaration & { type: 'histogram' }, bounds: readonly number[]): Family {
    const family = this.family(declaration);
    const { variants, name } = family;
    const known = [family, ...variants].find((one) => one.bounds.join() === bounds.join());
    if (known !== undefined) return known;
    const kept = variants.filter(({ isAbandoned }) => !isAbandoned);
    variants.splice(0, variants.length, ...kept);
    if (kept.length >= MOST_VARIANTS) {
      throw new Error(
        `The metric ${name} is counted by ${MOST_VARIANTS} sets of buckets already. Give services the same buckets.`,
      );
    }
    const variant = new HistogramFamily(declaration, bounds);
    variants.push(variant);
    return variant;
  }

  /** Room for one producer. Only goldwatch's metrics about itself should go past the series limit. */
  scope({ limited = true } = {}): MetricScope {
    return new MetricScope(this, (family) => family.part(limited ? this.limit : null));
  }

  /**
   * Forgets label sets of limited scopes that were not written for so many milliseconds, and counts them in `expired`.
   * To be called now and then: a label set's time runs from the first call that saw it as it is. `now` is in milliseconds of
   * a clock that is never set.
   */
  expire({ gauges, cumulative }: ExpiryTimes, now = performance.now()): void {
    for (const family of this.#families.values()) {
      const after = family.type === 'gauge' ? gauges : cumulative;
      if (after === undefined) continue;
      const expired = family.expire(after, now);
      if (expired > 0) this.expired.set(family.name, (this.expired.get(family.name) ?? 0) + expired);
    }
  }

  /**
   * From now on keeps the smallest and the largest observation of each series of these histograms, for
   * `HistogramSeries.takeExtremes`; also of those that are declared later. None unless this was called; the last call holds, and
   * what is not tracked any more takes no memory.
   */
  trackExtremes(isTracked: (metric: string) => boolean): void {
    this.#tracksExtremesOf = isTracked;
    for (const family of this.#families.values()) {
      if (family instanceof HistogramFamily) family.trackExtremes(isTracked(family.name));
    }
  }

  #create(declaration: MetricDeclaration): Family {
    this.guests.giveWay(declaration.name);
    const family = this.#register(this.#build(declaration));
    // Guests give way to it on pages, too.
    const others = metricsOf(this.registry).filter(({ onPages }) => onPages === undefined);
    refuseDuplicates(others as unknown as readonly Family[], (metric, error) => {
      if (metric !== family.name) return;
      this.registry.removeSingleMetric(metric);
      throw error;
    });
    this.#families.set(declaration.name, family);
    return family;
  }

  #build(declaration: MetricDeclaration): Family {
    switch (declaration.type) {
      case 'counter':
        return new CounterFamily(declaration);
      case 'gauge':
        return new GaugeFamily(declaration);
      case 'histogram':
        return this.#buildHistogram(declaration);
    }
  }

  #boundsOf({ buckets }: MetricDeclaration): readonly number[] {
    return buckets ?? this.#buckets;
  }

  #buildHistogram(declaration: MetricDeclaration): HistogramFamily {
    const family = new HistogramFamily(declaration, this.#boundsOf(declaration), this.#native);
    family.trackExtremes(this.#tracksExtremesOf(family.name));
    return family;
  }

  // Each time anew, since an application may have cleared its registry in between.
  #register(family: Family): Family {
    // prom-client types `registerMetric` by its own classes; it uses name, type, get and reset of them.
    this.registry.registerMetric(family as unknown as Parameters<Registry['registerMetric']>[0]);
    return family;
  }
}

function describe(metric: Pick<Family, 'type' | 'labelNames' | 'help' | 'bounds'>): string {
  const { type, labelNames, help, bounds } = metric;
  const buckets = type === 'histogram' ? ` with the buckets ${bounds.join(', ')}` : '';
  return `${type}{${labelNames.join(', ')}} «${help}»${buckets}`;
}
