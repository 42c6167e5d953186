import type { MetricScope } from '../metrics/scope.ts';
import { type ClientRegistry, type LatencyOptions, metricsIn } from './registries.ts';

/** What every instrumentation takes: the service's name, and where its metrics go. */
export type InstrumentOptions = {
  /** The value of the label `service`. */
  readonly service: string;
  /** How often the share in which the event loop was busy is measured; every five seconds unless given. */
  readonly eventLoopIntervalMs?: number;
  /** Whether requests that are traced become exemplars of their latency; true unless given. */
  readonly exemplars?: boolean;
} & (
  | ({
      /** The prom-client registry whose metrics the application serves. */
      readonly registry: ClientRegistry;
    } & LatencyOptions)
  | {
      /** A scope of a goldwatch registry; for goldwatch itself. */
      readonly scope: MetricScope;
    }
);

/**
 * The scope that the options name, or one in the application's own registry.
 * Throws a TypeError where there is neither, or no service, or an option that is none; and what `metricsIn` throws.
 */
export function scopeOf(options: InstrumentOptions): MetricScope {
  if (typeof options.service !== 'string' || options.service === '') {
    throw new TypeError('goldwatch needs "service", the name of this service.');
  }
  const exemplars: unknown = options.exemplars;
  if (exemplars !== undefined && typeof exemplars !== 'boolean') {
    throw new TypeError(`goldwatch needs "exemplars" as true or false, not ${JSON.stringify(exemplars)}.`);
  }
  if ('scope' in options) {
    if (!('buckets' in options || 'native' in options)) return options.scope;
    throw new TypeError(
      'goldwatch takes "buckets" and "native" with "registry"; the registry of a scope has its own.',
    );
  }
  if (!options.registry) {
    throw new TypeError('goldwatch needs "registry", the prom-client registry whose metrics you serve.');
  }
  return metricsIn(options.registry, options).scope();
}
