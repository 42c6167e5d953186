import { ALERT } from '../../conventions/alerts.ts';
import { SELF_SERVICE } from '../../conventions/labels.ts';

// Alerts without a service, and goldwatch's own, concern whoever looks: their data may stand still.
const MATCHERS = `alertname!="${ALERT.watchdog}",service=~"$service|${SELF_SERVICE}|"`;

/** Selects the alerts that fire for the chosen services, or for the monitoring itself. */
export function firingAlerts(): string {
  return `ALERTS{alertstate="firing",${MATCHERS}}`;
}

/** When each firing alert's condition began, in milliseconds, by alert and service. */
export function firingSince(): string {
  const since = `ALERTS_FOR_STATE{${MATCHERS}} and ignoring (alertstate) ${firingAlerts()}`;
  return `1000 * min by (severity, alertname, service) (${since})`;
}
