import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { exporter } from './exporter.ts';
import { goldenSignals } from './golden_signals.ts';
import { definitionWith, everyDashboard, everySignal, panelOf, withDeployments } from './testing.ts';

const dashboard = goldenSignals(everySignal);
const stepsOf = (title: string, of = dashboard) => panelOf(of, title).fieldConfig?.defaults.thresholds?.steps;

describe('the dashboard «Golden signals»', () => {
  test('opens on the last hour of every service and refreshes twice a minute', () => {
    expect(dashboard).toMatchObject({
      uid: 'goldwatch-golden-signals',
      refresh: '30s',
      time: { from: 'now-1h', to: 'now' },
      editable: false,
    });
    expect(dashboard.templating.list).toMatchObject([
      { name: 'datasource', type: 'datasource', query: 'prometheus' },
      {
        name: 'service',
        type: 'query',
        query: 'label_values(service:http_requests:rate5m, service)',
        multi: true,
        includeAll: true,
        current: { value: ['$__all'] },
      },
      { name: 'environment', query: 'label_values(service:http_requests:rate5m, environment)' },
    ]);
  });

  test('reads from what is wrong to whether it can be believed', () => {
    const rows = (dashboard.panels ?? []).filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual([
      'Now',
      'Traffic',
      'Errors',
      'Latency',
      'Saturation',
      'Routes',
      'Can it be believed?',
    ]);
  });

  test('has budgets beside what is wrong now, where there are objectives', () => {
    const rows = (goldenSignals(everyDashboard).panels ?? []).filter(({ type }) => type === 'row');
    expect(rows.slice(0, 3).map(({ title }) => title)).toEqual(['Now', 'Objectives and budgets', 'Traffic']);
  });

  test('colours a burn rate by the alerts of its own objective', () => {
    const definition = loadDefinition(
      [
        'service: { name: shop }',
        'sources: [{ type: logs, files: [a.json], golden_signals: { method: $.m, path: $.p, status: $.s, duration_s: $.d } }]',
        'objectives:',
        '  - { name: uptime, signal: availability, target: 99%, window: 30d }',
        '  - { name: uptime_of_pages, signal: availability, target: 90%, window: 30d, ticket: false }',
      ].join('\n'),
      'monitoring.yml',
      {},
    );
    const { fieldConfig } = panelOf(goldenSignals(definition), 'Burn rate now');

    expect(
      fieldConfig?.overrides.map(({ matcher, properties }) => [
        matcher.options,
        properties.flatMap(({ value }) =>
          (value as { steps: { value: number | null }[] }).steps.map((step) => step.value),
        ),
      ]),
    ).toEqual([
      ['/^\\S+ uptime$/', [null, 1, 6]],
      ['/^\\S+ uptime_of_pages$/', [null, 6]],
    ]);
  });

  test('links keep the time and the variables', () => {
    expect(dashboard.links).toMatchObject([{ keepTime: true, includeVars: true, tags: ['goldwatch'] }]);
    const link = panelOf(dashboard, 'Traffic now').fieldConfig?.defaults.links?.[0];
    expect(link?.url).toBe(
      `/d/goldwatch-golden-signals?var-service=\${__field.labels.service}&\${datasource:queryparam}&\${environment:queryparam}&\${__url_time_range}`,
    );
  });

  test('marks in every graph when firing alerts began, but not the one that always fires', () => {
    expect(dashboard.annotations.list).toMatchObject([
      {
        expr: '1000 * min by (severity, alertname, service) (ALERTS_FOR_STATE{alertname!="Watchdog",service=~"$service|goldwatch|",environment=~"$environment"} and ignoring (alertstate) ALERTS{alertstate="firing",alertname!="Watchdog",service=~"$service|goldwatch|",environment=~"$environment",severity!="info"})',
        useValueForTime: true,
      },
    ]);
  });

  test('marks deployments where they are told, at the time at which they were', () => {
    const [, deployments] = goldenSignals(withDeployments).annotations.list ?? [];
    expect(deployments).toMatchObject({
      expr: [
        '1000 * deployment_info{service=~"$service",environment=~"$environment"} * on (service, job, instance, environment) group_left () deployment_timestamp_seconds',
        '1000 * deployment_info{service=~"$service",environment=~"$environment"} * on (service, job, instance) group_left () deployment_timestamp_seconds{environment=""}',
      ].join(' or '),
      useValueForTime: true,
      titleFormat: '{{service}} {{version}}',
    });
  });

  test('draws the thresholds of the alerts', () => {
    const orange = (value: number) => [
      { value: null, color: 'green' },
      { value, color: 'orange' },
    ];
    for (const title of ['Error ratio', 'Error ratio now']) {
      expect(stepsOf(title)).toEqual([...orange(0.05), { value: 0.2, color: 'red' }]);
    }
    for (const title of ['Latency p95', 'Latency p95 now']) {
      expect(stepsOf(title)).toEqual(orange(2));
    }
    expect(stepsOf('Saturation by resource')).toEqual(orange(0.8));
    for (const title of ['Latency p50', 'Latency p99']) expect(stepsOf(title)).toBeUndefined();
    expect(panelOf(dashboard, 'Error ratio').fieldConfig?.defaults.custom).toMatchObject({
      thresholdsStyle: { mode: 'dashed' },
      axisSoftMax: expect.closeTo(0.055),
    });
  });

  test('draws no line where monitoring.yml has no alert', () => {
    const without = goldenSignals(definitionWith('severity: info, promql: up, below: 1'));
    for (const title of ['Error ratio', 'Latency p95', 'Saturation by resource']) {
      expect(stepsOf(title, without)).toBeUndefined();
      expect(panelOf(without, title).fieldConfig?.defaults.custom).not.toHaveProperty('thresholdsStyle');
    }
    expect(stepsOf('Error ratio now', without)).toEqual([{ value: null, color: 'text' }]);
  });

  test('joins failures, error ratio and latency of a route into one line, of the routes that fail most', () => {
    const { targets, transformations, options } = panelOf(dashboard, 'Most failing routes');
    expect(targets).toMatchObject(
      ['A', 'B', 'C'].map((refId) => ({ refId, instant: true, format: 'table' })),
    );
    expect(transformations?.map(({ id }) => id)).toEqual(['merge', 'organize']);
    expect(options).toMatchObject({ sortBy: [{ displayName: 'Failures', desc: true }] });
  });

  test('multiplies the share of failures of a route by the traffic of the same environment, before it adds environments', () => {
    const [failures] = panelOf(dashboard, 'Most failing routes').targets ?? [];
    const chosen = 'service=~"$service",environment=~"$environment"';
    expect(failures).toMatchObject({
      expr: `topk(20, sum by (service, method, route) (service_route:http_request_errors:ratio_rate5m{${chosen}} * service_route:http_requests:rate5m{${chosen}}) > 0)`,
    });
  });

  test('shows the slowest routes beside them, by their latency', () => {
    expect(panelOf(dashboard, 'Slowest routes').options).toMatchObject({
      sortBy: [{ displayName: 'Latency p95', desc: true }],
    });
  });
});

describe('whether sources work', () => {
  const definition = loadDefinition(
    'service: { name: shop }\nsources: [{ type: container }, { type: scrape, name: api.v2, targets: ["http://127.0.0.1:3000/metrics"] }]\n',
    'monitoring.yml',
    {},
  );

  test('is told by Prometheus where it scrapes itself, since the exporter sees nothing of that', () => {
    expect(panelOf(goldenSignals(definition), 'Sources').targets).toMatchObject([
      {
        expr: 'min by (source) (goldwatch_source_up{environment=~"$environment",source!~"api\\\\.v2"})',
        legendFormat: '{{source}}',
      },
      {
        expr: 'min by (job) (up{environment=~"$environment",job=~"scrape/.+"})',
        legendFormat: '{{job}}',
      },
    ]);
    expect(panelOf(exporter(definition), 'All sources').targets).toMatchObject([
      {
        expr: 'min(goldwatch_source_up{environment=~"$environment"} or up{environment=~"$environment",job=~"goldwatch|scrape/.+"})',
      },
    ]);
  });

  test('is told by the exporter alone where Prometheus scrapes no source', () => {
    expect(panelOf(dashboard, 'Sources').targets).toMatchObject([
      { expr: 'min by (source) (goldwatch_source_up{environment=~"$environment"})' },
    ]);
    expect(panelOf(exporter(everySignal), 'All sources').targets).toMatchObject([
      { expr: 'min(goldwatch_source_up{environment=~"$environment"})' },
    ]);
  });
});
