import type { DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { describe, expect, test } from 'vitest';
import { dashboards, dashboardsFor } from './index.ts';
import { definitions, everyDashboard, panelsOf } from './testing.ts';

/*
 * The rules of grafana/dashboard-linter, and what makes a dashboard readable. Those of its rules that ask for variables and
 * matchers of `job` and `instance` do not apply: what is recorded is of services, however many instances they have.
 * `queries.test.ts` has the rules for PromQL.
 */
const UNITS = new Set(Object.values(units).map(String));

describe('the dashboards', () => {
  test('are all of use to a definition that has everything', () => {
    expect(dashboardsFor(everyDashboard)).toEqual(dashboards);
  });

  test('are no two of one file, uid or title', () => {
    const built = dashboards.map(({ build }) => build(everyDashboard));
    for (const names of [
      dashboards.map(({ file }) => file),
      built.map(({ uid }) => uid),
      built.map(({ title }) => title),
    ]) {
      expect(new Set(names).size).toBe(dashboards.length);
    }
  });

  test('have the names of their files as uids, by which `render` knows them again', () => {
    for (const { file, build } of dashboards)
      expect(`${build(everyDashboard).uid}.json`).toBe(`goldwatch-${file}`);
  });

  test('are only those on which the definition has something to show', () => {
    const files = (name: string) =>
      dashboardsFor(definitions[name] ?? everyDashboard).map(({ file }) => file);

    expect(files('without alerts')).toEqual(['golden-signals.json', 'system-health.json', 'exporter.json']);
    expect(files('of this repository')).toEqual([
      'golden-signals.json',
      'api-performance.json',
      'objectives.json',
      'system-health.json',
      'exporter.json',
    ]);
  });
});

const cases = Object.entries(definitions).flatMap(([of, definition]) =>
  dashboardsFor(definition).map(({ file, build }) => ({
    name: `${file} ${of}`,
    dashboard: build(definition),
  })),
);

describe.each(cases)('$name', ({ dashboard }) => {
  const panels = panelsOf(dashboard);
  const targetsOf = (panel: Panel) => (panel.targets ?? []) as Dataquery[];
  const variables = dashboard.templating.list ?? [];

  test('has a title, a description, tags and a uid that does not change', () => {
    expect(dashboard.title).toBeTruthy();
    expect(dashboard.description).toMatch(/^[A-Z].*\.$/);
    expect(dashboard.tags).toContain('goldwatch');
    expect(dashboard.uid).toMatch(/^goldwatch-[a-z-]{3,30}$/);
  });

  test('is of the classic schema, cannot be edited, and links to the others', () => {
    expect(dashboard).toMatchObject({ editable: false, schemaVersion: expect.any(Number), refresh: '30s' });
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard.links).toMatchObject([{ tags: ['goldwatch'], keepTime: true, includeVars: true }]);
  });

  test('lets its reader choose data source, services and environment, anew when the time changes', () => {
    expect(variables.slice(0, 3)).toMatchObject([
      { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
      { name: 'service', type: 'query', multi: true, includeAll: true, allValue: '.*', refresh: 2 },
      { name: 'environment', type: 'query', multi: true, includeAll: true, allValue: '.*', refresh: 2 },
    ]);
  });

  test('asks the data sources that the reader chose, everywhere', () => {
    const chosen = variables
      .filter(({ type }) => type === 'datasource')
      .map(({ name, query }) => ({ type: query, uid: `$\{${name}}` }));
    const asked = [
      ...panels.filter(({ type }) => type !== 'text'),
      ...panels.flatMap(targetsOf),
      ...(dashboard.annotations.list ?? []),
      ...variables.filter(({ type }) => type === 'query'),
    ];
    for (const { datasource } of asked) expect(chosen).toContainEqual(datasource);
  });

  test('has panels in 24 columns that neither overlap nor leave the grid', () => {
    const taken = new Map<string, string>();
    for (const { title = '', gridPos } of dashboard.panels ?? []) {
      const { x, y, w, h } = gridPos ?? { x: -1, y: -1, w: 0, h: 0 };
      expect(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= 24, title).toBe(true);
      for (let column = x; column < x + w; column += 1) {
        for (let line = y; line < y + h; line += 1) {
          expect(taken.get(`${column},${line}`), `under ${title}`).toBeUndefined();
          taken.set(`${column},${line}`, title);
        }
      }
    }
    const bottom = Math.max(...[...taken.keys()].map((cell) => Number(cell.split(',')[1])));
    expect(taken.size, 'cells left empty').toBe(24 * (bottom + 1));
  });

  test('has panels with ids and titles of their own', () => {
    const all = dashboard.panels ?? [];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
    expect(all.every(({ id = 0, title = '' }) => id > 0 && title !== '')).toBe(true);
  });

  test('has panels that say in one sentence what they show, and something where there is nothing', () => {
    for (const { title, type, description, fieldConfig } of panels) {
      expect(description, title).toMatch(/^[A-Z][^.]*(?:\.[^ ][^.]*)*\.$/);
      if (type !== 'text' && type !== 'logs') expect(fieldConfig?.defaults.noValue, title).toBeTruthy();
    }
  });

  test('has a query for every panel, each with a name of its own', () => {
    for (const panel of panels.filter(({ type }) => type !== 'text')) {
      const names = targetsOf(panel).map(({ refId }) => refId);
      expect(names.length, panel.title).toBeGreaterThan(0);
      expect(new Set(names).size, panel.title).toBe(names.length);
    }
  });

  test('has a unit that Grafana knows, and a legend or column for every value', () => {
    for (const panel of panels.filter(({ type }) => type !== 'text' && type !== 'logs')) {
      const targets = targetsOf(panel);
      const its = overridden(panel, 'unit').map(({ value }) => String(value));
      if (panel.type === 'table') {
        expect(its.length, panel.title).toBeGreaterThanOrEqual(targets.length);
        expect(
          targets.every(({ format, instant }) => format === 'table' && instant),
          panel.title,
        ).toBe(true);
      } else {
        its.push(panel.fieldConfig?.defaults.unit ?? 'none given');
        for (const { legendFormat } of targets) expect(legendFormat, panel.title).toBeTruthy();
      }
      for (const unit of its)
        expect(UNITS.has(unit) || /^suffix:\S/.test(unit), `${panel.title}: ${unit}`).toBe(true);
    }
  });

  test('draws limits as dashed lines, in the colours of their severities', () => {
    for (const { title, type, fieldConfig } of panels) {
      const steps = fieldConfig?.defaults.thresholds?.steps ?? [];
      if (type !== 'timeseries' || steps.length === 0) continue;
      expect(fieldConfig?.defaults.custom, title).toMatchObject({ thresholdsStyle: { mode: 'dashed' } });
      for (const { color } of steps) expect(['green', 'blue', 'orange', 'red'], title).toContain(color);
    }
  });
});

function overridden({ fieldConfig }: Panel, id: string): DynamicConfigValue[] {
  return (fieldConfig?.overrides ?? [])
    .flatMap(({ properties }) => properties)
    .filter((one) => one.id === id);
}
