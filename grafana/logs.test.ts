import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import type { Definition } from '../definition/schema.ts';
import { hasStoredLogs, logs } from './logs.ts';
import { everyDashboard, panelOf, panelsOf } from './testing.ts';

const withLogs = (...sources: readonly string[]) =>
  loadDefinition(
    `service: { name: shop }\nsources:\n${sources.map((source) => `  - { type: logs, files: [a.json], store: loki, ${source} }`).join('\n')}\n`,
    'monitoring.yml',
    {},
  );
const queriesOf = (definition: Definition) =>
  panelsOf(logs(definition)).flatMap(({ targets = [] }) =>
    (targets as { expr?: string }[]).map(({ expr = '' }) => expr),
  );
const queryOf = (definition: Definition, title: string) =>
  (panelOf(logs(definition), title).targets ?? []).map((target) => (target as { expr?: string }).expr);

const REQUESTS =
  'golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }';
const CHOSEN = 'service=~"$service",environment=~"$environment"';

// No grammar of LogQL is at hand. This is the part of it that these queries use, and nothing beside it.
const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const SELECTOR = String.raw`\{\w+=~${TEXT}(?:,\w+=~${TEXT})*\}`;
const STAGE = [
  String.raw`json \w+=${TEXT}(?:, \w+=${TEXT})*`,
  String.raw`logfmt(?: \| label_format \w+=\w+(?:, \w+=\w+)*)?`,
  String.raw`\w+(?:=|!=|=~)${TEXT}`,
  String.raw`\w+ > \d+(?:\.\d+)?`,
  String.raw`unwrap \w+`,
].join('|');
const LINES = String.raw`${SELECTOR}(?: \|= ${'`[^`]*`'})?(?: \| (?:${STAGE}))*`;
const RANGE = String.raw`\[(?:5m|\$__auto|\$__range)\]`;
const COUNTED = String.raw`sum by \(\w+\) \(count_over_time\(${LINES} ${RANGE}\)\)`;
const LOGQL = new RegExp(
  [
    LINES,
    COUNTED,
    String.raw`topk\(\d+, ${COUNTED}\)`,
    String.raw`(?:avg_over_time\(|max_over_time\(|quantile_over_time\(0\.95, )${LINES} ${RANGE}\) by \(service\)`,
  ]
    .map((form) => `^${form}$`)
    .join('|'),
);

describe('the dashboard «Logs»', () => {
  test('is there where a source keeps its lines in Loki', () => {
    expect(hasStoredLogs(everyDashboard)).toBe(true);
    expect(
      hasStoredLogs(
        loadDefinition(
          'service: { name: shop }\nsources: [{ type: logs, files: [a], errors: {} }]\n',
          'monitoring.yml',
          {},
        ),
      ),
    ).toBe(false);
  });

  test.each([
    ['with everything', everyDashboard],
    ['of another format', withLogs(`format: logfmt, ${REQUESTS}, errors: { type: $.kind }`)],
    ['of fields with odd names', withLogs('errors: { type: "$.[\'error-type\'].x[0]" }')],
    ['of a name with a dot', withLogs('name: a.b, errors: {}')],
  ])('asks in LogQL, %s', (_, definition) => {
    const queries = queriesOf(definition);

    expect(queries.length).toBeGreaterThan(3);
    for (const query of queries) expect(query).toMatch(LOGQL);
  });

  test('narrows every query to the chosen services and environments, and to its own sources', () => {
    for (const query of queriesOf(everyDashboard)) {
      const selectors = query.match(new RegExp(SELECTOR, 'g')) ?? [];

      expect(selectors).toHaveLength(1);
      expect(selectors[0]).toMatch(
        /^\{source=~"(?:access|application|access\|application)",service=~"\$service",environment=~"\$environment"[,}]/,
      );
    }
  });

  test('leaves out lines that no number can be made of, at which a query would fail', () => {
    for (const query of queriesOf(everyDashboard)) {
      if (query.includes('| json')) expect(query).toMatch(/\| json [^|]+ \| __error__=""/);
      if (query.includes('unwrap') || query.includes(' > '))
        expect(query).toMatch(/(?:unwrap \w+|> \d+) \| __error__=""/);
    }
  });

  test('makes numbers only of what is one', () => {
    const unwrapped = queriesOf(everyDashboard).filter((query) => query.includes('unwrap'));

    expect(unwrapped).toHaveLength(3);
    for (const query of unwrapped) {
      const filter = /duration=~"([^"]+)" \| unwrap duration/.exec(query)?.[1] ?? '';
      for (const number of ['0', '12', '0.5', '1e-05', '2.5E+3'])
        expect(number).toMatch(new RegExp(`^(?:${filter})$`));
      for (const other of ['', 'x', '12 ms', '-1']) expect(other).not.toMatch(new RegExp(`^(?:${filter})$`));
    }
  });

  test('reads the fields that the source names', () => {
    const own = withLogs(
      'name: app, golden_signals: { method: $.m, route: $.http.route, status: "$.http.[\'status-code\']", duration_s: "$.times[0]" }',
    );

    expect(queryOf(own, 'Time of requests in «app»')[0]).toBe(
      `avg_over_time({source=~"app",${CHOSEN}} | json duration="times[0]" | __error__="" | duration=~"[0-9.]+(?:[eE][-+]?[0-9]+)?" | unwrap duration | __error__="" [$__auto]) by (service)`,
    );
    expect(panelOf(logs(own), 'Time of requests in «app»').fieldConfig?.defaults.unit).toBe('s');
    expect(queryOf(own, 'Paths that fail in «app»')).toEqual([
      `topk(10, sum by (route) (count_over_time({source=~"app",${CHOSEN}} | json status="http[\\"status-code\\"]", route="http.route" | __error__="" | status=~"5.." [$__range])))`,
    ]);
  });

  test('renames fields of logfmt after they are read, and only where they have another name', () => {
    const own = withLogs(`name: app, format: logfmt, ${REQUESTS}`);

    expect(queryOf(own, 'Paths that fail in «app»')[0]).toContain(
      '| logfmt | label_format route=path | __error__="" |',
    );
    expect(queryOf(own, 'Slow requests in «app»')[0]).toContain(
      '| logfmt | label_format duration=duration_ms | ',
    );
  });

  test('calls slow what an alert on latency does, or what takes three seconds, in the unit of the field', () => {
    const slow = (definition: Definition, title: string) =>
      /duration > (\d+)/.exec(queryOf(definition, title)[0] ?? '')?.[1];

    expect(slow(everyDashboard, 'Slow requests in «access»')).toBe('2000');
    expect(slow(withLogs(REQUESTS), 'Slow requests in «logs»')).toBe('3000');
    expect(
      slow(
        withLogs(REQUESTS.replace('duration_ms: $.duration_ms', 'duration_s: $.t')),
        'Slow requests in «logs»',
      ),
    ).toBe('3');
  });

  test('calls slow what an alert of the same service does, to the millisecond', () => {
    const source = `name: web, service: web, ${REQUESTS}`;
    const withAlert = (alert: string) =>
      loadDefinition(
        `service: { name: shop }\nsources: [{ type: container }, { type: logs, files: [a.json], store: loki, ${source} }]\nalerts: [{ name: Slow, signal: latency, severity: warning, summary: Requests are slow., ${alert} }]\n`,
        'monitoring.yml',
        {},
      );
    const slow = (alert: string) => queryOf(withAlert(alert), 'Slow requests in «web»')[0];

    expect(slow('above: 1.001s')).toContain('| duration > 1001 |');
    expect(slow('above: 200ms, service: web')).toContain('| duration > 200 |');
    expect(slow('above: 200ms, service: shop')).toContain('| duration > 3000 |');
  });

  test('shows no errors of access logs, whose lines have no level', () => {
    const titles = panelsOf(logs(withLogs(`format: nginx, ${REQUESTS}`))).map(({ title }) => title);

    expect(titles).toEqual(['Lines by level', 'Newest lines']);
  });
});
