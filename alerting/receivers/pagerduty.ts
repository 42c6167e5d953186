import type { Pagerduty } from '../../definition/notify/receivers.ts';
import { type ReceiverContext, template } from './context.ts';

/** What an incident depends on. */
export interface PagerdutyOptions {
  readonly settings: Pagerduty;
  /** As monitoring.yml names it. */
  readonly routingKeyFile: string;
  readonly context: ReceiverContext;
}

/**
 * One entry of `pagerduty_configs`, for the Events API v2. Alertmanager makes the `dedup_key` of the group of alerts,
 * so that an incident ends with its group, and cuts a summary beyond 1024 characters.
 */
export function pagerdutyConfig({ settings, routingKeyFile, context }: PagerdutyOptions) {
  const { hasRunbooks, stack } = context;
  return {
    routing_key_file: stack.secretFile(routingKeyFile),
    ...(settings.url !== undefined && { url: settings.url }),
    send_resolved: true,
    client: 'goldwatch',
    client_url: template('goldwatch.alerts_url'),
    description: template('pagerduty.goldwatch.summary'),
    severity: template('pagerduty.goldwatch.severity'),
    source: template('pagerduty.goldwatch.source'),
    class: template('pagerduty.goldwatch.class'),
    component: template('pagerduty.goldwatch.component'),
    group: template('pagerduty.goldwatch.group'),
    details: {
      description: template('pagerduty.goldwatch.description'),
      firing: template('pagerduty.goldwatch.firing'),
      num_firing: '{{ len .Alerts.Firing }}',
      num_resolved: '{{ len .Alerts.Resolved }}',
      resolved: template('pagerduty.goldwatch.resolved'),
      threshold: template('pagerduty.goldwatch.threshold'),
      value: template('pagerduty.goldwatch.value'),
    },
    links: [
      ...(hasRunbooks ? [link('Runbook', 'goldwatch.runbook_url')] : []),
      link('Dashboard', 'goldwatch.dashboard_url'),
      link('Query', 'goldwatch.query_url'),
      link('Silence', 'goldwatch.silence_url'),
    ],
  };
}

// A link without an address is left out.
function link(text: string, href: string) {
  return { text, href: template(href) };
}
