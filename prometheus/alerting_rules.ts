import { LABEL } from '../conventions/labels.ts';
import { formatDuration } from '../conventions/quantities.ts';
import type { PrometheusAlert } from '../definition/alerts.ts';
import type { Definition } from '../definition/schema.ts';
import { prometheusAlerts } from '../definition/sides.ts';
import type { Stack } from '../definition/stack.ts';
import { builtInAlerts } from './built_in_alerts.ts';
import { serviceInText } from './conditions/services.ts';
import { condition } from './conditions.ts';
import type { AlertingRule, RuleGroup } from './rule_file.ts';

/** The group of every alert in a definition; none without any. */
export function ownAlertGroups(definition: Definition, stack: Stack): RuleGroup[] {
  const dashboard = dashboardOf(stack);
  const rules = prometheusAlerts(definition).map((alert) =>
    withTeam(alertingRule(alert, definition, dashboard), definition),
  );
  return rules.length === 0 ? [] : [{ name: 'alerts', rules }];
}

/** The group of the alerts that are always there. */
export function builtInAlertGroups(definition: Definition, stack: Stack): RuleGroup[] {
  const rules = builtInAlerts(definition, stack, dashboardOf(stack));
  return [{ name: 'goldwatch', rules: rules.map((rule) => withTeam(rule, definition)) }];
}

function dashboardOf({ grafana }: Stack): string {
  return `${grafana.external}/d/goldwatch-golden-signals`;
}

/** A rule with the team that owns the service, by which routes may tell alerts apart; an alert of another team says so itself. */
export function withTeam(rule: AlertingRule, { service: { owner } }: Definition): AlertingRule {
  if (owner === undefined || rule.labels[LABEL.team] !== undefined) return rule;
  return { ...rule, labels: { ...rule.labels, [LABEL.team]: literally(owner) } };
}

// Labels are templates.
function literally(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

function alertingRule(alert: PrometheusAlert, definition: Definition, dashboard: string): AlertingRule {
  const { expr, description, value, threshold } = condition(alert, definition);
  const runbook = alert.runbook ?? definition.service.runbooks?.replaceAll('{alert}', alert.name);
  return {
    alert: alert.name,
    expr,
    for: formatDuration(alert.for),
    ...(alert.keep_firing_for !== undefined && { keep_firing_for: formatDuration(alert.keep_firing_for) }),
    labels: {
      ...alert.labels,
      [LABEL.severity]: alert.severity,
      ...(alert.signal === undefined
        ? // Routing and inhibition compare services, so that every alert must have one.
          { [LABEL.service]: alert.labels?.service ?? serviceInText(definition) }
        : ofSignal(alert.signal, alert.labels)),
    },
    annotations: {
      summary: alert.summary,
      description: alert.description ?? description,
      value,
      threshold,
      dashboard_url: alert.dashboard ?? `${dashboard}?var-service=${serviceInUrl(alert, definition)}`,
      ...(runbook !== undefined && { runbook_url: runbook }),
    },
  };
}

// An own label `service` would make one alert of those of several services, which Prometheus refuses.
function ofSignal(signal: string, own: PrometheusAlert['labels']): Record<string, string> {
  const isHidden = own?.[LABEL.service] !== undefined;
  return { [LABEL.signal]: signal, ...(isHidden && { [LABEL.service]: '{{ $labels.service }}' }) };
}

// A rule's own labels are unknown to its templates, and signals always have a service.
function serviceInUrl({ signal, labels }: PrometheusAlert, definition: Definition): string {
  if (signal !== undefined) return '{{ $labels.service | urlquery }}';
  const own = labels?.service;
  if (own === undefined) return serviceInText(definition, ' | urlquery');
  return own.includes('{{') ? own : encodeURIComponent(own);
}
