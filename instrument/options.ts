import type { Registry } from 'prom-client';
import { MetricRegistry } from '../metrics/registry.ts';
import type { MetricScope } from '../metrics/scope.ts';

/** What every instrumentation takes: the service's name, and where its metrics go. */
export type InstrumentOptions = {
  /** The value of the label `service`. */
  readonly service: string;
} & (
  | {
      /** The prom-client registry whose metrics the application serves. */
      readonly registry: Registry;
    }
  | {
      /** A scope of a goldwatch registry; for goldwatch itself. */
      readonly scope: MetricScope;
    }
);

/** The scope that the options name, or one in the application's own registry. */
export function scopeOf(options: InstrumentOptions): MetricScope {
  return 'scope' in options ? options.scope : new MetricRegistry({ registry: options.registry }).scope();
}
