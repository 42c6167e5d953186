import type { Resource } from '../../conventions/labels.ts';
import {
  servicesWithLatency,
  servicesWithRequests,
  servicesWithResource,
} from '../../definition/mirrored/known_services.ts';
import {
  failedRequestsMetric,
  latencyMetric,
  requestsMetric,
  saturationMetric,
} from '../../definition/mirrored/signal_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Metric, MetricQuery, Question } from './query.ts';

/** How many requests a service got in a period. Null where the mirror does not know the service, as with the others below. */
export function requestsOf(definition: Definition, service: string): Question | null {
  const requests = ofRequests(definition, service)?.requests;
  return requests === undefined
    ? null
    : { queries: [requests], label: `requests of ${service}`, unit: 'count' };
}

/** How many of them failed in a period; nothing where none ever did. */
export function failedOf(definition: Definition, service: string): Question | null {
  const failed = ofRequests(definition, service)?.failed;
  return failed === undefined
    ? null
    : { queries: [failed], label: `failed requests of ${service}`, unit: 'count' };
}

/** The share of requests that failed, 0 to 1; nothing for a period without requests. */
export function errorRatioOf(definition: Definition, service: string): Question | null {
  const both = ofRequests(definition, service);
  if (both === null) return null;
  const expression = 'IF(requests > 0, FILL(failed, 0) / requests)';
  return {
    queries: [both.requests, both.failed, { kind: 'math', id: 'error_ratio', expression }],
    label: `error ratio of ${service}`,
    unit: 'ratio',
  };
}

/** Requests a second. */
export function trafficOf(definition: Definition, service: string): Question | null {
  const requests = ofRequests(definition, service)?.requests;
  if (requests === undefined) return null;
  const point = rarePoint(definition);
  return {
    queries: [
      point === null ? requests : { ...requests, statistic: 'Average' },
      { kind: 'math', id: 'traffic', expression: `requests / ${point ?? 'PERIOD(requests)'}` },
    ],
    label: `requests a second of ${service}`,
    unit: 'per_second',
  };
}

/** The latency at a quantile such as 0.95, in seconds. */
export function latencyOf(definition: Definition, service: string, quantile: number): Question | null {
  const metric = latencyMetric(definition, service);
  if (metric === null || !isKnown(servicesWithLatency(definition, service))) return null;
  const statistic = percentile(quantile);
  return {
    queries: [query('latency', metric, statistic)],
    label: `${statistic} latency of ${service}`,
    unit: 'seconds',
  };
}

/** How full the fullest instance of a resource was, 0 to 1. */
export function saturationOf(definition: Definition, service: string, resource: Resource): Question | null {
  const metric = saturationMetric(definition, service, resource);
  if (metric === null || !isKnown(servicesWithResource(definition, resource, service))) return null;
  return {
    queries: [query('saturation', metric, 'Maximum')],
    label: `${resource.replace('_', ' ')} of ${service} in use`,
    unit: 'ratio',
  };
}

const MINUTE_MS = 60_000;

/**
 * Seconds that a point of a counter stands for, where that is more than a minute; null else. Windows slide by minutes, and the newest
 * point is told only when its interval has passed: a sum would lack it, and the average of points does not.
 */
export function rarePoint({ mirror }: Pick<Definition, 'mirror'>): number | null {
  const interval = mirror.cloudwatch?.interval ?? MINUTE_MS;
  return interval > MINUTE_MS ? interval / 1000 : null;
}

/** A quantile as CloudWatch writes it: 0.999 → `p99.9`. */
export function percentile(quantile: number): string {
  return `p${Number((quantile * 100).toPrecision(12))}`;
}

/** A metric as a query. */
export function query(id: string, { namespace, name, dimensions }: Metric, statistic: string): MetricQuery {
  return { kind: 'metric', id, metric: { namespace, name, dimensions }, statistic };
}

function ofRequests(
  definition: Definition,
  service: string,
): { readonly requests: MetricQuery; readonly failed: MetricQuery } | null {
  const requests = requestsMetric(definition, service);
  const failed = failedRequestsMetric(definition, service);
  if (requests === null || failed === null || !isKnown(servicesWithRequests(definition, service)))
    return null;
  return { requests: query('requests', requests, 'Sum'), failed: query('failed', failed, 'Sum') };
}

function isKnown(services: ReturnType<typeof servicesWithRequests>): boolean {
  return services.some(({ knownTo }) => knownTo === 'exporter');
}
