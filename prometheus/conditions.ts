import type { PrometheusAlert } from '../definition/alerts.ts';
import type { Definition } from '../definition/schema.ts';
import { metricCondition } from './conditions/metric.ts';
import { expressionCondition } from './conditions/promql.ts';
import { signalCondition } from './conditions/signal.ts';

/** What an alert asks, and how its value reads. */
export interface Condition {
  readonly expr: string;
  /** A sentence with the live value and the limit, as a template of Prometheus. */
  readonly description: string;
  /** The value alone, as a template of Prometheus; «no data» where the alert fires for that. */
  readonly value: string;
  /** The limit alone, in the same unit. */
  readonly threshold: string;
}

/** The condition of an alert, on the series that the recording rules give or that sources emit. */
export function condition(alert: PrometheusAlert, definition: Definition): Condition {
  if (alert.signal !== undefined) return signalCondition(alert, definition);
  return 'promql' in alert ? expressionCondition(alert, definition) : metricCondition(alert, definition);
}
