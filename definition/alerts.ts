import type { z } from 'zod';
import { awsAlert } from './alerts/aws.ts';
import { keyedUnion } from './alerts/keyed_union.ts';
import { metricAlert } from './alerts/metric.ts';
import { promqlAlert } from './alerts/promql.ts';
import { signalAlert } from './alerts/signal.ts';

/** Schema of one alert: on a golden signal, on a metric, on any PromQL expression, or on a metric of CloudWatch. */
export const alert = keyedUnion({
  signal: signalAlert,
  metric: metricAlert,
  promql: promqlAlert,
  aws: awsAlert,
});

export type Alert = z.output<typeof alert>;
export type SignalAlert = z.output<typeof signalAlert>;
export type MetricAlert = z.output<typeof metricAlert>;
export type PromqlAlert = z.output<typeof promqlAlert>;
export type AwsAlert = z.output<typeof awsAlert>;
/** An alert that Prometheus can have. */
export type PrometheusAlert = Exclude<Alert, AwsAlert>;
