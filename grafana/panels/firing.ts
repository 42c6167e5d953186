import { ALERT } from '../../conventions/alerts.ts';
import { SELF_SERVICE } from '../../conventions/labels.ts';

// Alerts without a service, and goldwatch's own, concern whoever looks: their data may stand still.
const MATCHERS = `alertname!="${ALERT.watchdog}",service=~"$service|${SELF_SERVICE}|",environment=~"$environment"`;

/** Selects the alerts that fire for the chosen services, or for the monitoring itself; `matchers` narrow it further. */
export function firingAlerts(...matchers: readonly string[]): string {
  return `ALERTS{${['alertstate="firing"', MATCHERS, ...matchers].join(',')}}`;
}

/** When each firing alert's condition began, in milliseconds, by alert and service; `matchers` as above. */
export function firingSince(...matchers: readonly string[]): string {
  const since = `ALERTS_FOR_STATE{${MATCHERS}} and ignoring (alertstate) ${firingAlerts(...matchers)}`;
  return `1000 * min by (severity, alertname, service) (${since})`;
}
