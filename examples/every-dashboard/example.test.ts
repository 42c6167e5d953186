import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { dashboards, dashboardsFor } from '../../grafana/index.ts';

// Whether their queries are right, grafana/queries.test.ts says.

const folder = import.meta.dirname;
const read = (name: string) => readFile(join(folder, name), 'utf8');
const definition = loadDefinition(await read('monitoring.yml'), 'monitoring.yml', {});

test('every dashboard is rendered', () => {
  expect(dashboardsFor(definition)).toEqual(dashboards);
});

test('every type of source is in it', () => {
  expect(new Set(definition.sources.map(({ type }) => type))).toEqual(
    new Set(['logs', 'container', 'deployments', 'llm', 'events', 'scrape']),
  );
});

test('the README says of every dashboard what it needs', async () => {
  const rows = (await read('README.md')).matchAll(/^\| ([^|]+) \|/gm);
  const named = new Set([...rows].map(([, title]) => title));
  const titles = dashboards.map(({ build }) => build(definition).title ?? '');

  expect(titles.filter((title) => !named.has(title))).toEqual([]);
});
