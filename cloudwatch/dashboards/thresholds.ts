import { formatDuration } from '../../conventions/quantities.ts';
import type { Alert } from '../../definition/alerts.ts';
import type { MetricAlarm } from '../alarms/alarm.ts';
import { alertOf, type Context, metricAlarms } from './context.ts';
import { type Limit, limitOf } from './widgets/limits.ts';

/** Where the chosen alerts on a service fire, and over how long each looks. */
export function limitsOn(context: Context, service: string, isChosen: (alert: Alert) => boolean): Limit[] {
  return metricAlarms(context, service).flatMap((alarm) => {
    const alert = alertOf(context, alarm);
    return alert !== undefined && isChosen(alert) ? limitOf(alarm, over(alarm, alert)) : [];
  });
}

function over({ period }: MetricAlarm, alert: Alert): string {
  const what = alert.signal === 'latency' ? `p${Number((100 * alert.quantile).toPrecision(12))} ` : '';
  return `${what}over ${formatDuration(period * 1000)}`;
}
