import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { goldenSignals } from './golden_signals.ts';
import {
  definitionWith,
  everyDashboard,
  everySignal,
  panelOf,
  panelsOf,
  withDeployments,
} from './testing.ts';

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
      expr: '1000 * deployment_info{service=~"$service",environment=~"$environment"} * on (service, job, instance) group_left () deployment_timestamp_seconds',
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

  test('shows the slowest routes beside them, by their latency', () => {
    expect(panelOf(dashboard, 'Slowest routes').options).toMatchObject({
      sortBy: [{ displayName: 'Latency p95', desc: true }],
    });
  });
});

describe('the heatmap of latency', () => {
  const heatmaps = (text: string) =>
    panelsOf(goldenSignals(loadDefinition(text, 'monitoring.yml', {})))
      .filter(({ type }) => type === 'heatmap')
      .map(({ title, targets, fieldConfig }) => ({ title, targets, unit: fieldConfig?.defaults.unit }));
  const LOGS =
    '{ type: logs, files: [a.json], golden_signals: { method: $.m, path: $.p, status: $.s, duration_s: $.d } }';
  const SCRAPED =
    '{ type: scrape, name: api, service: api, targets: ["http://127.0.0.1:3000/metrics"], golden_signals: goldwatch }';
  const MILLISECONDS =
    '{ type: scrape, name: old, service: old, targets: ["http://127.0.0.1:3001/metrics"], golden_signals: { requests: { metric: old_total, status: code }, duration: { metric: old_milliseconds, unit: milliseconds } } }';
  const rate = (series: string) =>
    `rate(${series}{service=~"$service",environment=~"$environment"}[$__rate_interval])`;

  test('reads native buckets where Prometheus has stored them, else classic ones, with exemplars', () => {
    const histogram = 'http_request_duration_seconds';
    expect(heatmaps(`service: { name: shop }\nsources: [${LOGS}]\n`)).toMatchObject([
      {
        title: 'Latency of requests',
        unit: 's',
        targets: [
          {
            expr: `sum(${rate(histogram)}) or on () sum by (le) (${rate(`${histogram}_bucket`)})`,
            format: 'heatmap',
            exemplar: true,
          },
        ],
      },
    ]);
  });

  test('is one for each source that Prometheus scrapes itself, whose buckets have bounds and units of their own', () => {
    const found = heatmaps(`service: { name: shop }\nsources: [${LOGS}, ${SCRAPED}, ${MILLISECONDS}]\n`);
    expect(found.map(({ title, unit }) => [title, unit])).toEqual([
      ['Latency of requests', 's'],
      ['Latency of requests, scraped by api', 's'],
      ['Latency of requests, scraped by old', 'ms'],
    ]);
    expect(found.map(({ targets }) => JSON.stringify(targets))).toEqual([
      expect.stringContaining('job!~'),
      expect.stringContaining('job=\\"scrape/api\\"'),
      expect.stringContaining('old_milliseconds_bucket'),
    ]);
  });

  test('is none of what the exporter counts, where it counts nothing', () => {
    expect(heatmaps(`service: { name: shop }\nsources: [${SCRAPED}]\n`)).toMatchObject([
      { title: 'Latency of requests, scraped by api' },
    ]);
  });
});
