import type { z } from 'zod';
import { keyedUnion } from './alerts/keyed_union.ts';
import { metricAlert } from './alerts/metric.ts';
import { promqlAlert } from './alerts/promql.ts';
import { signalAlert } from './alerts/signal.ts';

/** Schema of one alert: on a golden signal, on a metric, or on any PromQL expression. */
export const alert = keyedUnion({ signal: signalAlert, metric: metricAlert, promql: promqlAlert });

export type Alert = z.output<typeof alert>;
export type SignalAlert = z.output<typeof signalAlert>;
export type MetricAlert = z.output<typeof metricAlert>;
export type PromqlAlert = z.output<typeof promqlAlert>;
