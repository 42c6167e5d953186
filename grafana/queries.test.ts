import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { DEPLOYMENT_SERIES } from '../conventions/deployments.ts';
import { emittersOf, isStackSeries, knownSeries, recordedWindows } from '../definition/known_series.ts';
import { parsePromql } from '../definition/promql.ts';
import type { Definition } from '../definition/schema.ts';
import { scrapeJobs } from '../definition/scrape_jobs.ts';
import { FAMILIES } from './dependency_families.ts';
import { expressionsOf, substituteVariables } from './expressions.ts';
import { dashboardsFor } from './index.ts';
import { countersOf, definitions, panelsOf } from './testing.ts';

const cases = Object.entries(definitions).flatMap(([of, definition]) =>
  dashboardsFor(definition).map(({ file, build }) => ({
    name: `${file} ${of}`,
    definition,
    dashboard: build(definition),
  })),
);

describe.each(cases)('$name', ({ definition, dashboard }) => {
  const written = expressionsOf(JSON.stringify(dashboard));
  const expressions = written.map((expression) => substituteVariables(expression));
  const ofVariables = variableQueries(dashboard);

  test('has expressions that are all PromQL', () => {
    expect(expressions.length).toBeGreaterThan(0);
    for (const expression of expressions)
      expect([expression, parsePromql(expression).errorAt]).toEqual([expression, null]);
  });

  test('reads only series that this definition has: recorded, of its sources, of goldwatch, or of the stack', () => {
    const names = expressions.flatMap((expression) =>
      parsePromql(expression).metrics.map(({ name }) => name),
    );
    const known = readable(definition);
    expect(names.filter((name) => !known.has(name) && !isStackSeries(name))).toEqual([]);
  });

  test('asks counters only for their aggregated rate, or how many of them there are', () => {
    const counters = countersOf(definition);
    for (const expression of expressions) {
      if (ofVariables.has(expression)) continue;
      for (const { name, around } of selectors(expression)) {
        if (!counters.has(name) && !name.endsWith('_total')) continue;
        const isRate = around.some((text) => /^(?:rate|increase)\(/.test(text));
        const isAggregated = around.some((text) => /^(?:sum|max|topk)\b/.test(text));
        const areCounted = around.some((text) => text.startsWith('count'));
        // What was not there before has no rate yet.
        const areNew = expression.includes(' unless ') && expression.includes(' offset ');
        expect((isRate && isAggregated) || areCounted || areNew, `${name} in ${expression}`).toBe(true);
      }
    }
  });

  test('takes rates over $__rate_interval in graphs, and over what tiles and tables say at one moment', () => {
    for (const { targets = [] } of panelsOf(dashboard)) {
      for (const { expr, instant } of targets as Dataquery[]) {
        for (const [, range] of expr.matchAll(/\brate\([^[]*\[([^\]]+)\]/g))
          expect(range, expr).toMatch(instant ? MOMENT : /^\$__rate_interval$/);
        for (const [, range] of expr.matchAll(/\bincrease\([^[]*\[([^\]]+)\]/g))
          expect(range, expr).toMatch(instant ? MOMENT : /^(?:\$__rate_interval|\d+[hdw])$/);
      }
    }
  });

  test('narrows every series to the chosen environments', () => {
    for (const expression of written.filter((one) => !ofVariables.has(one))) {
      for (const { name, matchers } of selectors(substituteVariables(expression, KEPT))) {
        if (name === 'deployment_timestamp_seconds') continue;
        expect(matchers, `${name} in ${expression}`).toContain('environment=~"ENVIRONMENT"');
      }
    }
  });

  test('shows a 0 of what did not happen only while whoever counts it is there', () => {
    for (const expression of written) {
      expect(expression).not.toMatch(/\bor(?: on \(\))? (?:label_replace\()?vector\(/);
    }
  });

  test('names lines by labels that their series still have', () => {
    for (const { title, targets = [] } of panelsOf(dashboard)) {
      for (const { expr, legendFormat = '' } of targets as Dataquery[]) {
        const by = /^(?:\d+ \* )?(?:sum|min|max|count) by \(([^)]+)\)/.exec(expr)?.[1]?.split(', ');
        if (by === undefined || expr.includes(' or ')) continue;
        const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
        expect(by, `${title}: ${expr}`).toEqual(expect.arrayContaining(named));
      }
    }
  });
});

const MOMENT = /^(?:\$__rate_interval|\$__range|\d+[mhdw])$/;

/** Values by which variables are known again. */
const KEPT = {
  service: 'SERVICE',
  environment: 'ENVIRONMENT',
  __rate_interval: '1m',
  __interval: '15s',
  __range: '1h',
};

function variableQueries({ templating }: (typeof cases)[number]['dashboard']): ReadonlySet<string> {
  const list = (templating.list ?? []).filter(({ type }) => type === 'query');
  return new Set(list.map(({ query }) => String(query).replace(/^label_values\((.+),\s*\w+\)$/, '$1')));
}

/** The series that a definition has: those that one knows, and those of its scraped programs, whose names nobody declares. */
function readable(definition: Definition): ReadonlySet<string> {
  const { sources, alerts, objectives } = definition;
  const known = knownSeries(
    emittersOf(sources),
    recordedWindows(alerts),
    objectives.map(({ window }) => window),
  );
  const jobs = scrapeJobs(definition);
  const scraped = [
    ...jobs.flatMap(({ mapping }) => mapping?.duration?.metric ?? []),
    ...(jobs.length === 0 ? [] : FAMILIES.flatMap(({ graphs }) => graphs.flatMap(({ reads }) => reads))),
  ];
  // A native histogram is called what its classic buckets begin with.
  const native = [...known].filter((name) => name.endsWith('_bucket')).map((name) => name.slice(0, -7));
  return new Set([
    ...known,
    ...native,
    ...scraped.flatMap((name) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]),
    ...(sources.some(({ type }) => type === 'deployments') ? Object.values(DEPLOYMENT_SERIES) : []),
  ]);
}

interface Selector {
  readonly name: string;
  /** As they are written. */
  readonly matchers: readonly string[];
  /** The texts of the calls and aggregations around it. */
  readonly around: readonly string[];
}

/** Every selected series of an expression. */
function selectors(expression: string): Selector[] {
  const found: Selector[] = [];
  parser.parse(expression).iterate({
    enter({ name, node }) {
      if (name !== 'VectorSelector') return;
      const around: string[] = [];
      for (let parent = node.parent; parent !== null; parent = parent.parent) {
        if (parent.name === 'FunctionCall' || parent.name === 'AggregateExpr')
          around.push(expression.slice(parent.from, parent.to));
      }
      const identifier = node.getChild('Identifier') ?? node;
      const text = expression.slice(node.from, node.to);
      const matchers = [...text.matchAll(/(\w+)(?:=~|!~|!=|=)"[^"]*"/g)].map(([matcher]) => matcher);
      found.push({ name: expression.slice(identifier.from, identifier.to), matchers, around });
    },
  });
  return found;
}
