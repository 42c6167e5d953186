import type { DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { DEPLOYMENT_SERIES } from '../conventions/deployments.ts';
import { LABEL } from '../conventions/labels.ts';
import { SELF_METRICS } from '../conventions/metrics.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../conventions/recorded.ts';
import { isStackSeries } from '../definition/known_series.ts';
import { parsePromql } from '../definition/promql.ts';
import { expressionsOf, substituteVariables } from './expressions.ts';
import { dashboards } from './index.ts';
import { definitionWith, everySignal, panelsOf, withDeployments } from './testing.ts';

const noAlerts = definitionWith('severity: info, promql: up, below: 1');
const readable = new Set<string>([
  ...Object.values(RECORDED).map((name) => name(DEFAULT_WINDOW_MS)),
  ...Object.values(SELF_METRICS).map(({ name }) => name),
  ...Object.values(DEPLOYMENT_SERIES),
]);
const counters = new Set<string>(
  Object.values(SELF_METRICS).flatMap(({ name, type }) => (type === 'counter' ? [name] : [])),
);
const labels = new Set<string>([...Object.values(LABEL), 'job', 'instance', 'alertstate']);

test('there are no two dashboards of one file, uid or title', () => {
  const built = dashboards.map(({ build }) => build(noAlerts));
  for (const names of [
    dashboards.map(({ file }) => file),
    built.map(({ uid }) => uid),
    built.map(({ title }) => title),
  ]) {
    expect(new Set(names).size).toBe(dashboards.length);
  }
});

const cases = dashboards.flatMap(({ file, build }) => [
  { name: `${file} without alerts`, dashboard: build(noAlerts) },
  { name: `${file} with alerts on every signal`, dashboard: build(everySignal) },
  { name: `${file} with deployments`, dashboard: build(withDeployments) },
]);

describe.each(cases)('$name', ({ dashboard }) => {
  const panels = panelsOf(dashboard);
  const targetsOf = (panel: Panel) => (panel.targets ?? []) as Dataquery[];
  const expressions = expressionsOf(JSON.stringify(dashboard)).map((expr) => substituteVariables(expr));

  test('has a title, a description, tags and a uid of 8 to 40 characters', () => {
    expect(dashboard.title).toBeTruthy();
    expect(dashboard.description).toMatch(/\.$/);
    expect(dashboard.tags).toContain('goldwatch');
    expect(dashboard.uid).toMatch(/^[a-z0-9-]{8,40}$/);
  });

  test('has expressions that are all PromQL', () => {
    expect(expressions.length).toBeGreaterThan(panels.length);
    for (const expression of expressions)
      expect([expression, parsePromql(expression).errorAt]).toEqual([expression, null]);
  });

  test('reads only recorded series, deployments, goldwatch about itself, and the stack', () => {
    const names = expressions.flatMap((expression) =>
      parsePromql(expression).metrics.map(({ name }) => name),
    );
    expect(names.filter((name) => !readable.has(name) && !isStackSeries(name))).toEqual([]);
  });

  test('asks counters only for their aggregated rate', () => {
    for (const expression of expressions) {
      for (const { name, around } of selectors(expression)) {
        if (!counters.has(name) && !name.endsWith('_total')) continue;
        expect(around, expression).toContain('AggregateExpr');
        expect(
          around.some((node) => /^(?:rate|increase)\(/.test(node)),
          expression,
        ).toBe(true);
      }
    }
  });

  test('takes the rate of a counter over $__rate_interval', () => {
    for (const expression of expressionsOf(JSON.stringify(dashboard))) {
      for (const [, range] of expression.matchAll(/\[([^\]]+)\]/g)) expect(range).toBe('$__rate_interval');
    }
  });

  test('names labels that exist', () => {
    const named = panels
      .flatMap(targetsOf)
      .flatMap(({ expr, legendFormat = '' }) => [
        ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label),
        ...[...expr.matchAll(/(?:by|ignoring|on) \(([^)]+)\)/g)].flatMap(([, list = '']) => list.split(', ')),
        ...[...expr.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label]) => label),
      ]);
    expect(named.filter((label) => !labels.has(label ?? ''))).toEqual([]);
  });

  test('asks the data source that the reader chose, everywhere', () => {
    const chosen = { type: 'prometheus', uid: `\${datasource}` };
    expect(dashboard.templating.list?.[0]).toMatchObject({ name: 'datasource', query: 'prometheus' });
    const asked = [
      ...panels,
      ...panels.flatMap(targetsOf),
      ...(dashboard.annotations.list ?? []),
      ...(dashboard.templating.list ?? []).filter(({ type }) => type === 'query'),
    ];
    for (const { datasource } of asked) expect(datasource).toEqual(chosen);
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
    for (const { title, description, fieldConfig } of panels) {
      expect(description, title).toMatch(/^[A-Z][^.]*(?:\.[^ ][^.]*)*\.$/);
      expect(fieldConfig?.defaults.noValue, title).toBeTruthy();
    }
  });

  test('has a unit and a legend or column for every value', () => {
    for (const panel of panels) {
      const targets = targetsOf(panel);
      expect(targets.length, panel.title).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size, panel.title).toBe(targets.length);
      if (panel.type === 'table') {
        expect(overridden(panel, 'unit').length, panel.title).toBe(targets.length);
        expect(
          targets.every(({ format, instant }) => format === 'table' && instant),
          panel.title,
        ).toBe(true);
      } else {
        expect(panel.fieldConfig?.defaults.unit, panel.title).toBeTruthy();
        for (const { expr, legendFormat } of targets) {
          // A sum of everything is one series, and has no label left.
          expect(legendFormat, panel.title).toMatch(/^(?:sum|min|max)\(/.test(expr) ? /./ : /\{\{\w+\}\}/);
        }
      }
    }
  });
});

function overridden({ fieldConfig }: Panel, id: string): DynamicConfigValue[] {
  return (fieldConfig?.overrides ?? [])
    .flatMap(({ properties }) => properties)
    .filter((one) => one.id === id);
}

/** Every selected series, with what surrounds it: the name of each node, and the text of each call. */
function selectors(expression: string): { name: string; around: string[] }[] {
  const found: { name: string; around: string[] }[] = [];
  parser.parse(expression).iterate({
    enter({ name, node }) {
      if (name !== 'VectorSelector') return;
      const around: string[] = [];
      for (let parent = node.parent; parent !== null; parent = parent.parent) {
        around.push(parent.name === 'FunctionCall' ? expression.slice(parent.from, parent.to) : parent.name);
      }
      const identifier = node.getChild('Identifier') ?? node;
      found.push({ name: expression.slice(identifier.from, identifier.to), around });
    },
  });
  return found;
}
