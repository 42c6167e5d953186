import type { Definition } from '../definition/schema.ts';
import { prometheusHalf } from '../definition/sides.ts';
import type { RenderedFile, Stack } from '../definition/stack.ts';
import { alloyConfiguration } from './alloy.ts';
import { dashboardsFor } from './index.ts';
import { lokiConfiguration } from './loki.ts';
import { dashboardProvider, datasources } from './provisioning.ts';

/** Everything Grafana reads: its data sources, where its dashboards are, its own address, and the dashboards themselves. */
export function renderGrafana(whole: Definition, stack: Stack): RenderedFile[] {
  const definition = prometheusHalf(whole);
  return [
    { path: 'grafana/provisioning/datasources/goldwatch.yml', text: datasources(definition, stack) },
    { path: 'grafana/provisioning/dashboards/goldwatch.yml', text: dashboardProvider(stack) },
    { path: 'grafana/root_url', text: `${stack.grafana.external}\n` },
    ...dashboardsFor(definition)
      .filter(({ needsLoki = false }) => !needsLoki || stack.loki !== null)
      .map(({ file, build }) => ({
        path: `grafana/dashboards/${file}`,
        text: `${JSON.stringify(build(definition), null, 2)}\n`,
      })),
    ...logStore(definition, stack),
  ];
}

/** What Loki and Alloy read, where the stack has them. */
function logStore(definition: Definition, stack: Stack): RenderedFile[] {
  if (stack.loki === null) return [];
  return [
    { path: 'grafana/loki/loki.yml', text: lokiConfiguration() },
    { path: 'grafana/loki/config.alloy', text: alloyConfiguration(definition, stack) },
  ];
}
