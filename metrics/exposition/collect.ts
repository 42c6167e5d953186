import type { Registry } from 'prom-client';
import type { FamilySamples } from '../family.ts';

/** How long one metric may take to collect; a scrape that waits for ever is worse than one without it. */
const COLLECT_TIMEOUT_MS = 5_000;

const PROBE = 'goldwatch_default_labels';
const FAILED = { name: '', values: [] };

/** A metric as a prom-client registry has it. */
export interface AnyMetric {
  readonly name: string;
  get(): Promise<FamilySamples> | FamilySamples;
  /** What pages have in its place, null for nothing; itself unless given. */
  readonly onPages?: AnyMetric | null;
}

export interface Collected {
  /** Sorted by name, with the default labels. */
  readonly families: FamilySamples[];
  /** What the registry adds to every series that has no label of that name. */
  readonly defaultLabels: Readonly<Record<string, string>>;
}

export type OnFailure = (metric: string, error: unknown) => void;

/** Collections that have not ended yet. They are not begun again, or a metric that hangs would pile them up. */
const underWay = new WeakMap<AnyMetric, Promise<FamilySamples>>();

/**
 * The families of a prom-client registry that pages have, sorted by name. A metric whose collection throws, or does not end within
 * five seconds, is left out and reported; the others are served.
 */
export async function collectFamilies(registry: Registry, onFailure: OnFailure): Promise<FamilySamples[]> {
  const { families } = await collectMetrics(registry, pageMetricsOf(registry), onFailure);
  return families;
}

/** The same, of some of the registry's metrics; and its default labels. */
export async function collectMetrics(
  registry: Registry,
  metrics: readonly AnyMetric[],
  onFailure: OnFailure,
): Promise<Collected> {
  const probe = { get: async () => ({ name: PROBE, values: [{ labels: {}, value: 0 }] }) };
  const harmless = metrics.map((metric) => ({
    get: async () => {
      try {
        return await withinTime(metric);
      } catch (error) {
        onFailure(metric.name, error);
        return FAILED;
      }
    },
  }));
  // prom-client adds default labels here, and tells nobody what they are; but one failure would fail it all.
  const all = [...harmless, probe];
  const guarded = Object.create(registry, { getMetricsAsArray: { value: () => all } }) as Registry;
  const collected = (await guarded.getMetricsAsJSON()) as unknown as FamilySamples[];
  const labels = collected.pop()?.values[0]?.labels ?? {};
  return {
    families: collected
      .filter((family) => (family as unknown) !== FAILED)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    defaultLabels: Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)])),
  };
}

export function metricsOf(registry: Registry): AnyMetric[] {
  // prom-client types its own classes; of those, only name, type and get are used.
  return registry.getMetricsAsArray() as unknown as AnyMetric[];
}

/** The metrics that pages have. */
export function pageMetricsOf(registry: Registry): AnyMetric[] {
  return metricsOf(registry).flatMap((metric) => {
    const { onPages = metric } = metric;
    return onPages === null ? [] : [onPages];
  });
}

async function withinTime(metric: AnyMetric): Promise<FamilySamples> {
  const collection = underWay.get(metric) ?? Promise.resolve(metric.get());
  underWay.set(metric, collection);
  const end = () => underWay.delete(metric);
  collection.then(end, end);
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    timeout.reject(new Error(`Its collection has not ended within ${COLLECT_TIMEOUT_MS / 1000} seconds.`));
  }, COLLECT_TIMEOUT_MS);
  try {
    return await Promise.race([collection, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}
