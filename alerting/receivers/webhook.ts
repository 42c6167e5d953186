import type { Webhook } from '../../definition/notify/receivers.ts';
import { isCurrent, type ReceiverContext } from './context.ts';

// Bounds the body of one request; `truncatedAlerts` says how many more there are.
const MAX_ALERTS = 100;

/** What a notification to another program depends on. */
export interface WebhookOptions {
  readonly settings: Webhook;
  readonly context: ReceiverContext;
}

/**
 * One entry of `webhook_configs`: Alertmanager's own JSON, version 4. Files with the address came with 0.26: null where
 * there is one and Alertmanager is older.
 */
export function webhookConfig({ settings, context }: WebhookOptions) {
  if (settings.url === undefined && !isCurrent(context)) return null;
  return { ...address(settings, context), send_resolved: true, max_alerts: MAX_ALERTS };
}

function address({ url, url_file }: Webhook, context: ReceiverContext) {
  return url === undefined ? { url_file: context.stack.secretFile(url_file ?? '') } : { url };
}
