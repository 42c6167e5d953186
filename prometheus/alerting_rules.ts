import { ALERT } from '../conventions/alerts.ts';
import { LABEL, SELF_SERVICE, type Severity } from '../conventions/labels.ts';
import { SELF_METRICS } from '../conventions/metrics.ts';
import { formatDuration, formatPercentage } from '../conventions/quantities.ts';
import { RECORDED } from '../conventions/recorded.ts';
import type { Alert } from '../definition/alerts.ts';
import type { Definition } from '../definition/schema.ts';
import type { Stack } from '../definition/stack.ts';
import type { AlertingRule, RuleGroup } from './rule_file.ts';

/** What an alert asks, and how its value reads in a sentence. */
interface Condition {
  readonly expr: string;
  readonly description: string;
}

/** Groups with every alert of the definition, and those that are always there. */
export function alertingRules(definition: Definition, stack: Stack): RuleGroup[] {
  const groups: RuleGroup[] = [{ name: 'goldwatch', rules: builtInAlerts(definition, stack) }];
  const own = definition.alerts.map((alert) => alertingRule(alert, definition, stack));
  return own.length === 0 ? groups : [{ name: 'alerts', rules: own }, ...groups];
}

function alertingRule(alert: Alert, definition: Definition, stack: Stack): AlertingRule {
  const { expr, description } = condition(alert);
  const runbook = alert.runbook ?? definition.service.runbooks?.replaceAll('{alert}', alert.name);
  return {
    alert: alert.name,
    expr,
    for: formatDuration(alert.for),
    labels: {
      ...alert.labels,
      [LABEL.severity]: alert.severity,
      ...(alert.signal === undefined
        ? { [LABEL.service]: serviceLabel(definition.service.name) }
        : { [LABEL.signal]: alert.signal }),
    },
    annotations: {
      summary: alert.summary,
      description: alert.description ?? description,
      dashboard_url: `${dashboardUrl(stack)}?var-service={{ $labels.service | urlquery }}`,
      ...(runbook !== undefined && { runbook_url: runbook }),
    },
  };
}

function condition(alert: Alert): Condition {
  switch (alert.signal) {
    case 'error_ratio':
      return {
        expr: `${RECORDED.errorRatio(alert.window)}${selector(alert.service)} > ${alert.above}`,
        description: `{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} failed over ${formatDuration(alert.window)}; the limit is ${formatPercentage(alert.above)}.`,
      };
    case 'latency':
      return {
        expr: `${RECORDED.latency(alert.window)}${selector(alert.service, [LABEL.quantile, String(alert.quantile)])} > ${alert.above / 1000}`,
        description: `${formatPercentage(1 - alert.quantile)} of the requests to {{ $labels.service }} took longer than {{ $value | humanizeDuration }} over ${formatDuration(alert.window)}; the limit is ${formatDuration(alert.above)}.`,
      };
    case 'traffic': {
      const { operator, threshold, words } = bound(alert);
      return {
        expr: `${RECORDED.traffic(alert.window)}${selector(alert.service)} ${operator} ${threshold}`,
        description: `{{ $labels.service }} gets {{ $value | humanize }} requests a second over ${formatDuration(alert.window)}; the limit is ${words} ${threshold}.`,
      };
    }
    case 'saturation':
      return {
        expr: `${RECORDED.saturation()}${selector(alert.service, [LABEL.resource, alert.resource])} > ${alert.above}`,
        description: `{{ $value | humanizePercentage }} of the ${alert.resource.replace('_', ' ')} of {{ $labels.service }} is in use; the limit is ${formatPercentage(alert.above)}.`,
      };
    case undefined: {
      const { operator, threshold, words } = bound(alert);
      return {
        expr: `(${alert.promql}) ${operator} ${threshold}`,
        description: `The value is {{ $value | humanize }}; the limit is ${words} ${threshold}.`,
      };
    }
  }
}

function bound({ above, below }: { above?: number | undefined; below?: number | undefined }) {
  return above === undefined
    ? { operator: '<', threshold: below ?? 0, words: 'at least' }
    : { operator: '>', threshold: above, words: 'at most' };
}

function selector(service: string | undefined, ...more: [string, string][]): string {
  const matchers = [...(service === undefined ? [] : [[LABEL.service, service]]), ...more];
  return matchers.length === 0 ? '' : `{${matchers.map(([name, value]) => `${name}="${value}"`).join(', ')}}`;
}

function dashboardUrl({ grafana }: Stack): string {
  return `${grafana.external}/d/goldwatch-golden-signals`;
}

// Routing and inhibition compare services, so that every alert must have one.
function serviceLabel(fallback: string): string {
  return `{{ if $labels.service }}{{ $labels.service }}{{ else }}${fallback}{{ end }}`;
}

function builtInAlerts({ exporter }: Definition, stack: Stack): AlertingRule[] {
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
        dashboard_url: dashboardUrl(stack),
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
        dashboard_url: dashboardUrl(stack),
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
