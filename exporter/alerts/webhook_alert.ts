import { z } from 'zod';

/** One alert in Alertmanager's webhook (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). */
export const webhookAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()).default({}),
  startsAt: z.string(),
  endsAt: z.string().optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().min(1).max(256),
});
export type WebhookAlert = z.infer<typeof webhookAlert>;
