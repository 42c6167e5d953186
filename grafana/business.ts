import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Definition } from '../definition/schema.ts';
import { businessMetrics } from './business_metrics.ts';
import { titleOf } from './known_metrics.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { businessMetric } from './rows/business_metric.ts';

/** So many a browser can draw; beyond, only the first ones are shown, and the dashboard says so. */
const MOST_METRICS = 40;

/** Whether monitoring.yml declares metrics that this dashboard shows. */
export function hasBusinessMetrics(definition: Definition): boolean {
  return businessMetrics(definition).length > 0;
}

/** The dashboard «Business»: what applications and their users do, a row for each metric that monitoring.yml declares. */
export function business(definition: Definition): Dashboard {
  const metrics = businessMetrics(definition);
  const shown = metrics.slice(0, MOST_METRICS);
  const note =
    shown.length < metrics.length ? `, the first ${shown.length} of ${metrics.length} metrics` : '';
  const dashboard = dashboardFrame({
    title: 'Business',
    uid: 'goldwatch-business',
    description: `What users do: registrations, messages, sessions and whatever else monitoring.yml declares${note}.`,
    tags: ['business'],
    definition,
    servicesOf: anyOf(shown.map(({ name, type }) => (type === 'histogram' ? `${name}_count` : name))),
  });
  const titles = uniqueTitles(shown.map((metric) => metric.name));
  return withRows(
    dashboard,
    shown.map((metric, index) => businessMetric(metric, titles[index] ?? metric.name)),
  );
}

/** Selects series of these names: services may have different ones. */
function anyOf(names: readonly string[]): string {
  return names.length === 1 ? names.join() : `{__name__=~"${names.join('|')}"}`;
}

/** A title for each metric; one that is taken already gets the name of its metric beside it. */
function uniqueTitles(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const title = taken.has(titleOf(name)) ? `${titleOf(name)} (${name})` : titleOf(name);
    taken.add(title);
    return title;
  });
}
