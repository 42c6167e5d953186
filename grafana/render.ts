import type { Definition } from '../definition/schema.ts';
import type { RenderedFile, Stack } from '../definition/stack.ts';
import { dashboards } from './index.ts';
import { dashboardProvider, datasources } from './provisioning.ts';

/** Everything Grafana reads: its data sources, where its dashboards are, its own address, and the dashboards themselves. */
export function renderGrafana(definition: Definition, stack: Stack): RenderedFile[] {
  return [
    { path: 'grafana/provisioning/datasources/goldwatch.yml', text: datasources(definition, stack) },
    { path: 'grafana/provisioning/dashboards/goldwatch.yml', text: dashboardProvider(stack) },
    { path: 'grafana/root_url', text: `${stack.grafana.external}\n` },
    ...dashboards.map(({ file, build }) => ({
      path: `grafana/dashboards/${file}`,
      text: `${JSON.stringify(build(definition), null, 2)}\n`,
    })),
  ];
}
