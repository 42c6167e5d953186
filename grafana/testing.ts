import { readFileSync } from 'node:fs';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { SELF_METRICS } from '../conventions/metrics.ts';
import { emittersOf, servedMetrics } from '../definition/known_series.ts';
import { loadDefinition } from '../definition/load.ts';
import type { Definition } from '../definition/schema.ts';

/** The definition of a service with these alerts, in the flow style of YAML; for tests. */
export function definitionWith(...alerts: readonly string[]): Definition {
  const text = [
    'service: { name: shop }',
    'exporter: { scrape_interval: 10s }',
    'sources: [{ type: container, name: a }, { type: container, name: b, service: pay.v2 }]',
    'alerts:',
    ...alerts.map((alert, index) => `  - { name: Alert${index}, summary: Something is wrong., ${alert} }`),
  ];
  return loadDefinition(`${text.join('\n')}\n`, 'monitoring.yml', {});
}

/** One alert or more on each signal; for tests. */
export const everySignal = definitionWith(
  'severity: critical, signal: error_ratio, above: 20%',
  'severity: warning, signal: error_ratio, above: 5%',
  'severity: warning, signal: latency, quantile: 0.95, above: 2s',
  'severity: warning, signal: saturation, resource: memory, above: 80%',
  'severity: info, signal: traffic, below: 1',
  'severity: info, promql: up, below: 1',
);

/** The same service, whose deployments are told; for tests. */
export const withDeployments = loadDefinition(
  'service: { name: shop }\nsources: [{ type: deployments }]\n',
  'monitoring.yml',
  {},
);

/** A definition with everything that has a dashboard; for tests. */
export const everyDashboard = repositoryFile('examples/every-dashboard/monitoring.yml');

/** Definitions by what is special about them; for tests of every dashboard. */
export const definitions: Readonly<Record<string, Definition>> = {
  'without alerts': definitionWith('severity: info, promql: up, below: 1'),
  'with alerts on every signal': everySignal,
  'with deployments': withDeployments,
  'of this repository': repositoryFile('monitoring.yml'),
  'with everything': everyDashboard,
};

/** The counters that the exporter serves for a definition; for tests. */
export function countersOf({ sources }: Definition): ReadonlySet<string> {
  const metrics = [...servedMetrics(emittersOf(sources)), ...Object.values(SELF_METRICS)];
  return new Set(metrics.flatMap(({ name, type }) => (type === 'counter' ? [name] : [])));
}

function repositoryFile(path: string): Definition {
  return loadDefinition(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'), 'monitoring.yml', {});
}

/** A dashboard's panels without its rows; for tests. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return (dashboard.panels ?? []).filter((panel) => panel.type !== 'row') as Panel[];
}

/** A dashboard's panel of that title; for tests. */
export function panelOf(dashboard: Dashboard, title: string): Panel {
  const found = panelsOf(dashboard).find((panel) => panel.title === title);
  if (found === undefined) throw new Error(`There is no panel called «${title}».`);
  return found;
}
