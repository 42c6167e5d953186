import { notificationsOf } from '../definition/notify.ts';
import type { Definition } from '../definition/schema.ts';
import { scrapeJobs } from '../definition/scrape_jobs.ts';
import type { Stack } from '../definition/stack.ts';
import { builtInRule } from './built_in_alerts/built_in_alert.ts';
import { certificateAlerts } from './built_in_alerts/certificate.ts';
import { deployedAlert, watchdogAlert } from './built_in_alerts/events.ts';
import { exporterAlerts, receiverAlerts } from './built_in_alerts/exporter.ts';
import { mirrorAlerts } from './built_in_alerts/mirror.ts';
import { deliveryAlerts, prometheusAlerts } from './built_in_alerts/programs.ts';
import { scrapingAlerts } from './built_in_alerts/scraping.ts';
import { sourceAlerts } from './built_in_alerts/sources.ts';
import type { AlertingRule } from './rule_file.ts';

/**
 * Alerts on the monitoring itself, which are there whatever alerts monitoring.yml has, and on what its sources tell. `dashboard` is
 * the address of the one that they lead to.
 */
export function builtInAlerts(definition: Definition, stack: Stack, dashboard: string): AlertingRule[] {
  const { exporter, sources, mirror } = definition;
  const { digest, heartbeat } = notificationsOf(definition.notify);
  return [
    ...scrapingAlerts(
      { programs: programsOf(stack), sources: scrapeJobs(definition) },
      exporter.scrape_interval,
    ),
    ...sourceAlerts(definition, exporter.scrape_interval),
    ...exporterAlerts(),
    ...(exporter.tls_server_config === undefined ? [] : certificateAlerts()),
    ...receiverAlerts({ digest: digest !== null, heartbeat: heartbeat !== null }),
    ...(mirror.cloudwatch === undefined ? [] : mirrorAlerts()),
    ...prometheusAlerts(),
    ...deliveryAlerts(),
    ...(sources.some(({ type }) => type === 'deployments') ? [deployedAlert()] : []),
    watchdogAlert(),
  ].map((alert) => builtInRule(alert, definition, dashboard));
}

// What is found by name, such as the host's exporter, may be missing for good.
function programsOf({ runsGrafana }: Stack): string[] {
  return ['goldwatch', 'prometheus', 'alertmanager', ...(runsGrafana ? ['grafana'] : [])];
}
