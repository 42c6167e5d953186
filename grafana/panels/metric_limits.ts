import type { MetricAlert } from '../../definition/alerts.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Limit } from './thresholds.ts';

/**
 * Limits above which alerts on a metric fire, as they were written: in seconds, bytes or dollars, or as a ratio. Alerts that
 * measure the metric otherwise than a panel does are left to `isComparable`.
 */
export function metricLimits(
  { alerts }: Definition,
  metric: string,
  isComparable: (alert: MetricAlert) => boolean,
): Limit[] {
  return alerts.flatMap((alert): Limit[] => {
    if (!('metric' in alert) || alert.metric !== metric) return [];
    if (alert.above === undefined || !isComparable(alert)) return [];
    return [{ severity: alert.severity, above: alert.above.value, service: alert.service }];
  });
}
