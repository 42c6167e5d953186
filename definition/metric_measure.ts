import {
  GOLDEN_SIGNALS,
  type MetricDeclaration,
  SATURATION_RATIO,
  SELF_METRICS,
} from '../conventions/metrics.ts';
import { DEFAULT_WINDOW_MS } from '../conventions/recorded.ts';
import type { Unit } from './alerts/limit.ts';
import type { PERIODS } from './alerts/metric.ts';
import type { MetricAlert } from './alerts.ts';
import { type Emitter, servedMetrics } from './known_series.ts';
import type { ServedMetric } from './process_metrics.ts';

export type MetricType = ServedMetric['type'];

/** What an alert on a metric compares with its limit. Windows are milliseconds. */
export type Measure =
  /** How much a counter grew. */
  | { readonly of: 'increase'; readonly window: number }
  /** How fast a counter grew, in a period of so many seconds. */
  | { readonly of: 'rate'; readonly window: number; readonly period: keyof typeof PERIODS }
  /** How much a counter grew, as a share of how much another one did. */
  | { readonly of: 'share'; readonly window: number; readonly total: string; readonly atLeast: number | null }
  /** A gauge, its series put together. */
  | { readonly of: 'value'; readonly aggregate: Aggregate }
  /** A gauge as a share of another one. */
  | {
      readonly of: 'part';
      readonly aggregate: Aggregate;
      readonly total: string;
      readonly atLeast: number | null;
    }
  /** What some of a histogram's observations exceed. */
  | { readonly of: 'quantile'; readonly window: number; readonly quantile: number }
  /** The average of a histogram's observations. */
  | { readonly of: 'average'; readonly window: number };

export type Aggregate = NonNullable<MetricAlert['aggregate']>;

/** What an alert on a metric of this type asks for. */
export function measureOf(alert: MetricAlert, type: MetricType): Measure {
  const { of: total, of_at_least: atLeast = null, per, quantile, window = DEFAULT_WINDOW_MS } = alert;
  if (type === 'histogram') {
    return quantile === undefined ? { of: 'average', window } : { of: 'quantile', window, quantile };
  }
  if (type === 'counter') {
    if (total !== undefined) return { of: 'share', window, total, atLeast };
    return per === undefined ? { of: 'increase', window } : { of: 'rate', window, period: per };
  }
  if (total !== undefined) return { of: 'part', aggregate: alert.aggregate ?? 'sum', total, atLeast };
  return { of: 'value', aggregate: alert.aggregate ?? (alert.above === undefined ? 'min' : 'max') };
}

/** The metric of this name that somebody is known to emit, the count and the sum of a histogram too; undefined where nobody is. */
export function declaredMetric(
  name: string,
  emitters: readonly Emitter[],
): (ServedMetric & Pick<MetricDeclaration, 'buckets'>) | undefined {
  const all: readonly (ServedMetric & Pick<MetricDeclaration, 'buckets'>)[] = [
    ...GOLDEN_SIGNALS,
    SATURATION_RATIO,
    ...Object.values(SELF_METRICS),
    ...servedMetrics(emitters),
  ];
  const own = all.find((metric) => metric.name === name);
  if (own !== undefined) return own;
  const whole = all.find(
    (metric) => metric.type === 'histogram' && [`${metric.name}_count`, `${metric.name}_sum`].includes(name),
  );
  return whole && { name, type: 'counter', labels: whole.labels };
}

/** What a metric seems to be of which nobody knows: by the keys of an alert on it, or else by its name. */
export function assumedType({ metric, quantile, per, aggregate, of }: MetricAlert): MetricType {
  if (quantile !== undefined) return 'histogram';
  if (per !== undefined) return 'counter';
  if (aggregate !== undefined) return 'gauge';
  const isCounter = /_(?:total|count|sum)$/.test(metric);
  // Shares of what is no counter by its name are of gauges: pools, queues, quotas.
  return isCounter && (of === undefined || /_(?:total|count|sum)$/.test(of)) ? 'counter' : 'gauge';
}

/** What an alert on a metric is about: what somebody declares, or else what it seems to be. */
export function typeOf(alert: MetricAlert, emitters: readonly Emitter[]): MetricType {
  return declaredMetric(alert.metric, emitters)?.type ?? assumedType(alert);
}

/** The unit that the name of a metric tells, as Prometheus recommends (https://prometheus.io/docs/practices/naming/). */
export function unitOfName(metric: string): Unit | null {
  const name = metric.replace(/_(?:total|sum)$/, '');
  if (/_timestamp_seconds$/.test(name)) return null;
  if (name.endsWith('_seconds')) return 'seconds';
  if (name.endsWith('_bytes')) return 'bytes';
  if (name.endsWith('_ratio')) return 'ratio';
  return /_(?:usd|dollars)$/.test(name) ? 'dollars' : null;
}

/** What the value that an alert on a metric compares is measured in; null where nobody can tell. */
export function unitOf(alert: MetricAlert, measure: Measure): Unit | null {
  if (measure.of === 'share' || measure.of === 'part') return 'ratio';
  return unitOfName(alert.metric) ?? alert.above?.unit ?? alert.below?.unit ?? null;
}
