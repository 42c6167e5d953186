import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Definition } from '../definition/schema.ts';
import { familiesOf } from './dependency_families.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { connections } from './rows/connections.ts';
import { dependency } from './rows/dependency.ts';

/** Whether a source, or an alert on what is scraped, names anything that services depend on. */
export function hasDependencies(definition: Definition): boolean {
  return familiesOf(definition).length > 0;
}

/** The dashboard «Dependencies and databases»: what services call and wait for, a row for each. */
export function dependencies(definition: Definition): Dashboard {
  const dashboard = dashboardFrame({
    title: 'Dependencies and databases',
    uid: 'goldwatch-dependencies',
    description: 'Databases, caches, other APIs and platforms that services wait for.',
    tags: ['dependencies'],
    definition,
  });
  const hasContainer = definition.sources.some(({ type }) => type === 'container');
  return withRows(dashboard, [
    ...familiesOf(definition).map((family) => dependency(family, definition)),
    ...(hasContainer ? [connections(definition)] : []),
  ]);
}
