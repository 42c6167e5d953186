import { z } from 'zod';
import { declarationOf, declaredMetric } from '../../received/declared_metric.ts';
import { EVENT_METRICS } from '../../received/event_metrics.ts';
import { receivedLimits } from '../../received/limits.ts';
import { commonSourceSettings } from '../common.ts';
import { EVENTS_PATH } from '../receiver.ts';
import { defineSource } from '../source.ts';

/** Settings of the source in monitoring.yml. */
export const eventsConfig = z.strictObject({
  type: z.literal('events'),
  ...commonSourceSettings,
  metrics: z
    .array(declaredMetric)
    .min(1, { error: 'at least one metric' })
    .max(1_000, { error: 'at most 1000 metrics' })
    .refine((metrics) => new Set(metrics.map(({ name }) => name)).size === metrics.length, {
      error: 'each metric once',
    })
    .describe('What may be counted; events of other metrics are refused.'),
  ...receivedLimits,
});
export type EventsConfig = z.output<typeof eventsConfig>;

/** Counts what applications send. */
export const events = defineSource({
  type: 'events',
  summary: 'Business metrics: counts what applications send to `POST /v1/events`, in any language.',
  config: eventsConfig,
  metrics: Object.values(EVENT_METRICS),
  metricsOf: ({ metrics }) => metrics.map(declarationOf),
  receives: [EVENTS_PATH],
  load: () => import('./collect.ts'),
});
