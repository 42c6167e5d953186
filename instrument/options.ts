import type { Registry } from 'prom-client';
import { MetricRegistry } from '../metrics/registry.ts';
import type { MetricScope } from '../metrics/scope.ts';

/** A registry of any prom-client, whichever version and name the application has it in. */
export interface ClientRegistry {
  registerMetric(metric: never): void;
}

/** What every instrumentation takes: the service's name, and where its metrics go. */
export type InstrumentOptions = {
  /** The value of the label `service`. */
  readonly service: string;
  /** How often the share in which the event loop was busy is measured; every five seconds unless given. */
  readonly eventLoopIntervalMs?: number;
} & (
  | {
      /** The prom-client registry whose metrics the application serves. */
      readonly registry: ClientRegistry;
    }
  | {
      /** A scope of a goldwatch registry; for goldwatch itself. */
      readonly scope: MetricScope;
    }
);

// An application may have several servers, all of which count into the same metrics.
const registries = new WeakMap<ClientRegistry, MetricRegistry>();

/**
 * The scope that the options name, or one in the application's own registry.
 * Throws a TypeError where there is neither, or no service.
 */
export function scopeOf(options: InstrumentOptions): MetricScope {
  if (typeof options.service !== 'string' || options.service === '') {
    throw new TypeError('goldwatch needs "service", the name of this service.');
  }
  if ('scope' in options) return options.scope;
  if (!options.registry) {
    throw new TypeError('goldwatch needs "registry", the prom-client registry whose metrics you serve.');
  }
  const registry = options.registry as Registry;
  const known = registries.get(registry) ?? new MetricRegistry({ registry });
  registries.set(registry, known);
  return known.scope();
}
