import { ALERT } from '../conventions/alerts.ts';
import { DEPLOYMENT_SERIES } from '../conventions/deployments.ts';
import { LABEL, SELF_SERVICE, type Severity } from '../conventions/labels.ts';
import { SELF_METRICS } from '../conventions/metrics.ts';
import { formatDuration } from '../conventions/quantities.ts';
import type { Definition } from '../definition/schema.ts';
import type { AlertingRule } from './rule_file.ts';

// Long enough for every scrape interval and for people to see; a version that is told again later is told again.
const DEPLOYED_FOR_SECONDS = 300;

/** Alerts on the monitoring itself, which are there whatever alerts monitoring.yml has, and on what its sources tell. */
export function builtInAlerts({ exporter, sources }: Definition, dashboard: string): AlertingRule[] {
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
    ...(sources.some(({ type }) => type === 'deployments') ? [deployed(dashboard)] : []),
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

/** For the record: which service runs which version since when. Each version is an alert of its own. */
function deployed(dashboard: string): AlertingRule {
  const { info, timestamp } = DEPLOYMENT_SERIES;
  const since = `time() - ${timestamp} < ${DEPLOYED_FOR_SECONDS}`;
  return {
    alert: ALERT.deployed,
    expr: `${info} and on (${LABEL.service}, job, instance) (${since})`,
    labels: { [LABEL.severity]: 'info' satisfies Severity },
    annotations: {
      summary: 'A deployment was told.',
      description:
        '{{ $labels.service }} runs {{ $labels.version }}{{ with $labels.commit }} (commit {{ . }}){{ end }}' +
        '{{ with $labels.environment }} in {{ . }}{{ end }}.',
      dashboard_url: `${dashboard}?var-service={{ $labels.service | urlquery }}`,
    },
  };
}
