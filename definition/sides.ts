import type { Alert, PrometheusAlert } from './alerts.ts';
import type { Definition } from './schema.ts';

/** The alerts that Prometheus has: all but those of AWS's own metrics, and those that are only in CloudWatch. */
export function prometheusAlerts({ alerts }: Pick<Definition, 'alerts'>): PrometheusAlert[] {
  return alerts.filter(isInPrometheus);
}

/** The alerts that CloudWatch has; none without `cloudwatch`. */
export function cloudwatchAlerts({ alerts, cloudwatch }: Pick<Definition, 'alerts' | 'cloudwatch'>): Alert[] {
  return cloudwatch === undefined ? [] : alerts.filter(({ only }) => only !== 'prometheus');
}

/** The definition without the alerts and objectives that are only in CloudWatch: what Prometheus and its programs are rendered from. */
export function prometheusHalf(definition: Definition): Definition {
  return {
    ...definition,
    alerts: prometheusAlerts(definition),
    objectives: definition.objectives.filter(({ only }) => only !== 'cloudwatch'),
  };
}

function isInPrometheus(alert: Alert): alert is PrometheusAlert {
  return !('aws' in alert) && alert.only !== 'cloudwatch';
}
