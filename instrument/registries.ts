import type { Registry } from 'prom-client';
import { LATENCY_BUCKETS_SECONDS } from '../conventions/metrics.ts';
import { nativeSettings } from '../metrics/native/settings.ts';
import { MetricRegistry, type NativeOptions } from '../metrics/registry.ts';

/** A registry of any prom-client, whichever version and name the application has it in. */
export interface ClientRegistry {
  registerMetric(metric: never): void;
}

/** How latency is kept in a registry, the same for all that is counted into it. */
export interface LatencyOptions {
  /** Upper bounds of classic buckets in seconds, ascending, without +Inf; prom-client's defaults unless given. */
  readonly buckets?: readonly number[];
  /** How native buckets are kept; false for none. Schema 3 and at most 160 buckets unless told. */
  readonly native?: NativeOptions | false;
}

interface Shared {
  readonly metrics: MetricRegistry;
  readonly latency: string;
}

const NATIVE_SETTINGS = ['schema', 'zeroThreshold', 'maxBuckets', 'maxZeroThreshold'] as const;

// An application may have several servers, all of which count into the same metrics.
const registries = new WeakMap<ClientRegistry, Shared>();

/**
 * goldwatch's metrics in an application's own registry, made at the first call.
 * Throws a TypeError or a RangeError where the options are none, and an Error where they are not those of the first call:
 * a metric has one set of buckets.
 */
export function metricsIn(registry: ClientRegistry, options: LatencyOptions): MetricRegistry {
  const { buckets = LATENCY_BUCKETS_SECONDS, native = {} } = options;
  checkBuckets(buckets);
  checkNative(native);
  const latency = describe(buckets, native);
  const known = registries.get(registry);
  if (known === undefined) {
    const metrics = new MetricRegistry({ registry: registry as Registry, buckets: [...buckets], native });
    registries.set(registry, { metrics, latency });
    return metrics;
  }
  if (known.latency === latency) return known.metrics;
  throw new Error(
    `This registry keeps latency in ${known.latency}, and cannot in ${latency}. ` +
      'Give all instrumentations of one registry the same "buckets" and "native".',
  );
}

function checkBuckets(buckets: unknown): void {
  if (!Array.isArray(buckets)) {
    throw new TypeError(
      `goldwatch needs "buckets" as an array of seconds, [0.1, 0.5, 1] for one, not ${JSON.stringify(buckets)}.`,
    );
  }
  buckets.forEach((bound, index) => {
    const ascends = index === 0 ? bound > 0 : bound > buckets[index - 1];
    if (Number.isFinite(bound) && ascends) return;
    throw new RangeError(
      `goldwatch needs "buckets" that are finite, above 0 and ascend, not ${buckets.join(', ')}. +Inf comes by itself.`,
    );
  });
}

function checkNative(native: unknown): void {
  if (native === false) return;
  if (typeof native !== 'object' || native === null || Array.isArray(native)) {
    throw new TypeError(
      `goldwatch needs "native" as settings, { schema: 3 } for one, or false, not ${JSON.stringify(native)}.`,
    );
  }
  const unknown = Object.keys(native).find((name) => !NATIVE_SETTINGS.some((setting) => setting === name));
  if (unknown === undefined) return;
  throw new TypeError(
    `goldwatch knows no setting "${unknown}" of "native"; there are ${NATIVE_SETTINGS.join(', ')}.`,
  );
}

function describe(buckets: readonly number[], native: Exclude<LatencyOptions['native'], undefined>): string {
  const classic = buckets.length === 0 ? 'no classic buckets' : `buckets up to ${buckets.join(', ')}`;
  if (native === false) return `${classic} and no native ones`;
  const settings = nativeSettings(native);
  return `${classic} and native ones of ${NATIVE_SETTINGS.map((name) => `${name} ${settings[name]}`).join(', ')}`;
}
