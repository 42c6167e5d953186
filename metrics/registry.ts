import { Registry } from 'prom-client';
import { LATENCY_BUCKETS_SECONDS, type MetricDeclaration } from '../conventions/metrics.ts';
import { CounterFamily } from './counter.ts';
import type { Family } from './family.ts';
import { GaugeFamily } from './gauge.ts';
import { HistogramFamily } from './histogram.ts';
import { MetricScope } from './scope.ts';
import { SeriesLimit } from './series_limit.ts';

export interface MetricRegistryOptions {
  /** The prom-client registry to live in; a new one unless given. */
  readonly registry?: Registry;
  /** Most Prometheus series that limited scopes may hold together. */
  readonly seriesLimit?: number;
  /** Bounds of every histogram's classic buckets, in seconds, ascending. */
  readonly buckets?: readonly number[];
}

/** Every metric of one process, in a prom-client registry, so that any metric an application has joins in. */
export class MetricRegistry {
  readonly registry: Registry;
  readonly limit: SeriesLimit;
  readonly #buckets: readonly number[];
  readonly #families = new Map<string, Family>();

  constructor(options: MetricRegistryOptions = {}) {
    this.registry = options.registry ?? new Registry();
    this.limit = new SeriesLimit(options.seriesLimit ?? Number.POSITIVE_INFINITY);
    this.#buckets = options.buckets ?? LATENCY_BUCKETS_SECONDS;
  }

  /**
   * The family of a declaration, made at the first call.
   * Throws an Error where the name already belongs to a metric of another type, other labels or another help.
   */
  family(declaration: MetricDeclaration): Family {
    const known = this.#families.get(declaration.name);
    if (known === undefined) return this.#create(declaration);
    const same =
      known.type === declaration.type &&
      known.help === declaration.help &&
      known.labelNames.join() === declaration.labels.join();
    if (same) return this.#register(known);
    throw new Error(
      `The metric ${declaration.name} is declared twice: as ${describe(known.type, known.labelNames, known.help)} ` +
        `and as ${describe(declaration.type, declaration.labels, declaration.help)}. Rename one of them.`,
    );
  }

  /** Room for one producer. Only goldwatch's metrics about itself should go past the series limit. */
  scope({ limited = true } = {}): MetricScope {
    return new MetricScope(this, (family) => family.part(limited ? this.limit : null));
  }

  #create(declaration: MetricDeclaration): Family {
    const family = this.#register(build(declaration, this.#buckets));
    this.#families.set(declaration.name, family);
    return family;
  }

  // Each time anew, since an application may have cleared its registry in between.
  #register(family: Family): Family {
    // prom-client types `registerMetric` by its own classes; it uses name, type, get and reset of them.
    this.registry.registerMetric(family as unknown as Parameters<Registry['registerMetric']>[0]);
    return family;
  }
}

function build(declaration: MetricDeclaration, buckets: readonly number[]): Family {
  switch (declaration.type) {
    case 'counter':
      return new CounterFamily(declaration);
    case 'gauge':
      return new GaugeFamily(declaration);
    case 'histogram':
      return new HistogramFamily(declaration, buckets);
  }
}

function describe(type: string, labels: readonly string[], help: string): string {
  return `${type}{${labels.join(', ')}} «${help}»`;
}
