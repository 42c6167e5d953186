import { ALERT } from '../conventions/alerts.ts';
import { LABEL, SELF_SERVICE, type Severity } from '../conventions/labels.ts';
import { SELF_METRICS } from '../conventions/metrics.ts';
import { formatDuration } from '../conventions/quantities.ts';
import type { Definition } from '../definition/schema.ts';
import type { AlertingRule } from './rule_file.ts';

/** Alerts on the monitoring itself, which are there whatever monitoring.yml says. */
export function builtInAlerts({ exporter }: Definition, dashboard: string): AlertingRule[] {
  // One failed scrape is no outage.
  const wait = formatDuration(4 * exporter.scrape_interval);
  const labels = (severity: Severity) => ({ [LABEL.severity]: severity, [LABEL.service]: SELF_SERVICE });
  return [
    {
      alert: ALERT.targetDown,
      expr: 'up == 0',
      for: wait,
      labels: labels('critical'),
      annotations: {
        summary: 'Prometheus cannot scrape a target: its signals and their alerts are blind.',
        description: `{{ $labels.job }} at {{ $labels.instance }} has not answered a scrape for ${wait}.`,
        dashboard_url: dashboard,
      },
    },
    {
      alert: ALERT.sourceDown,
      expr: `${SELF_METRICS.sourceUp.name} == 0`,
      for: wait,
      labels: labels('critical'),
      annotations: {
        summary: 'A source of the exporter does not work: its signals stand still.',
        description: `The source {{ $labels.source }} ({{ $labels.type }}) has failed for ${wait}; the log of the exporter says why.`,
        dashboard_url: dashboard,
      },
    },
    {
      alert: ALERT.watchdog,
      expr: 'vector(1)',
      labels: labels('info'),
      annotations: {
        summary: 'Always fires, to show that alerts get through.',
        description:
          'Where this alert is missing, Prometheus, Alertmanager or the way between them is broken.',
      },
    },
  ];
}
