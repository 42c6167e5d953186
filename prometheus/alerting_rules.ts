import { LABEL } from '../conventions/labels.ts';
import { formatDuration } from '../conventions/quantities.ts';
import type { Alert } from '../definition/alerts.ts';
import type { Definition } from '../definition/schema.ts';
import type { Stack } from '../definition/stack.ts';
import { builtInAlerts } from './built_in_alerts.ts';
import { condition } from './conditions.ts';
import type { AlertingRule, RuleGroup } from './rule_file.ts';

/** Groups with every alert of the definition, and those that are always there. */
export function alertingRules(definition: Definition, { grafana }: Stack): RuleGroup[] {
  const dashboard = `${grafana.external}/d/goldwatch-golden-signals`;
  const groups: RuleGroup[] = [{ name: 'goldwatch', rules: builtInAlerts(definition, dashboard) }];
  const own = definition.alerts.map((alert) => alertingRule(alert, definition, dashboard));
  return own.length === 0 ? groups : [{ name: 'alerts', rules: own }, ...groups];
}

function alertingRule(alert: Alert, definition: Definition, dashboard: string): AlertingRule {
  const { expr, description } = condition(alert, definition);
  const runbook = alert.runbook ?? definition.service.runbooks?.replaceAll('{alert}', alert.name);
  return {
    alert: alert.name,
    expr,
    for: formatDuration(alert.for),
    labels: {
      ...alert.labels,
      [LABEL.severity]: alert.severity,
      ...(alert.signal === undefined
        ? { [LABEL.service]: alert.labels?.service ?? ofService(definition) }
        : ofSignal(alert.signal, alert.labels)),
    },
    annotations: {
      summary: alert.summary,
      description: alert.description ?? description,
      dashboard_url: `${dashboard}?var-service=${serviceInUrl(alert, definition)}`,
      ...(runbook !== undefined && { runbook_url: runbook }),
    },
  };
}

// An own label `service` would make one alert of those of several services, which Prometheus refuses.
function ofSignal(signal: string, own: Alert['labels']): Record<string, string> {
  const isHidden = own?.[LABEL.service] !== undefined;
  return { [LABEL.signal]: signal, ...(isHidden && { [LABEL.service]: '{{ $labels.service }}' }) };
}

// Routing and inhibition compare services, so that every alert must have one.
function ofService({ service }: Definition, filter = ''): string {
  return `{{ if $labels.service }}{{ $labels.service${filter} }}{{ else }}${service.name}{{ end }}`;
}

// A rule's own labels are unknown to its templates, and signals always have a service.
function serviceInUrl({ signal, labels }: Alert, definition: Definition): string {
  if (signal !== undefined) return '{{ $labels.service | urlquery }}';
  const own = labels?.service;
  if (own === undefined) return ofService(definition, ' | urlquery');
  return own.includes('{{') ? own : encodeURIComponent(own);
}
