import { ALERT } from '../conventions/alerts.ts';
import { LABEL } from '../conventions/labels.ts';
import { exporterHttpConfig, exporterScheme } from '../definition/exporter_client.ts';
import type { Definition } from '../definition/schema.ts';
import type { Stack } from '../definition/stack.ts';
import { soonestNews } from './pair.ts';

// Its status page must be quick, and repeats must be frequent: an exporter that restarted knows of no alert
// until Alertmanager repeats it, and what is no longer repeated was silenced or inhibited.
const TIMING = { group_wait: '0s', repeat_interval: '1m' } as const;

// Bounds the body of one request; one group with more alerts than this needs no exact count.
const MAX_ALERTS = 500;

/** The exporter as a receiver of every alert. */
export function exporterReceiver({ exporter }: Pick<Definition, 'exporter'>, stack: Stack) {
  const httpConfig = exporterHttpConfig(exporter, stack, 'alerts', stack.secretFile);
  return {
    name: 'goldwatch',
    webhook_configs: [
      {
        url: `${exporterScheme(exporter)}://${stack.exporter.internal}/v1/alerts`,
        send_resolved: true,
        max_alerts: MAX_ALERTS,
        ...(Object.keys(httpConfig).length > 0 && { http_config: httpConfig }),
      },
    ],
  };
}

/** The watchdog goes to the exporter alone, every other alert to the exporter and on to people. */
export function exporterRoutes(receiver: string, stack: Stack) {
  const timing = { ...TIMING, group_interval: soonestNews(stack) };
  return [
    { receiver, matchers: [`${LABEL.alertname}="${ALERT.watchdog}"`], ...timing },
    { receiver, continue: true, ...timing },
  ];
}
