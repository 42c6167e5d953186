import { describe, expect, test } from 'vitest';
import { goldenSignals } from './golden_signals.ts';
import { definitionWith, everySignal, panelOf, withDeployments } from './testing.ts';

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
    ]);
  });

  test('reads from what is wrong to whether it can be believed', () => {
    const rows = (dashboard.panels ?? []).filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual(['Now', 'Traffic', 'Errors', 'Latency', 'Saturation', 'Routes', 'goldwatch itself']);
  });

  test('links keep the time and the variables', () => {
    expect(dashboard.links).toMatchObject([{ keepTime: true, includeVars: true, tags: ['goldwatch'] }]);
    const link = panelOf(dashboard, 'Traffic now').fieldConfig?.defaults.links?.[0];
    expect(link?.url).toBe(
      `/d/goldwatch-golden-signals?var-service=\${__field.labels.service}&\${datasource:queryparam}&\${__url_time_range}`,
    );
  });

  test('marks firing alerts in every graph, but not the one that always fires', () => {
    expect(dashboard.annotations.list).toMatchObject([
      { expr: 'ALERTS{alertstate="firing",alertname!="Watchdog",service=~"$service|goldwatch|"}' },
    ]);
  });

  test('marks deployments where they are told, at the time at which they were', () => {
    const [, deployments] = goldenSignals(withDeployments).annotations.list ?? [];
    expect(deployments).toMatchObject({
      expr: '1000 * deployment_info{service=~"$service"} * on (service, job, instance) group_left () deployment_timestamp_seconds',
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

  test('joins traffic, error ratio and latency of a route into one line, the most failing first', () => {
    const { targets, transformations, options } = panelOf(dashboard, 'Routes, most failing first');
    expect(targets).toMatchObject(
      ['A', 'B', 'C'].map((refId) => ({ refId, instant: true, format: 'table' })),
    );
    expect(transformations?.map(({ id }) => id)).toEqual(['merge', 'organize']);
    expect(options).toMatchObject({ sortBy: [{ displayName: 'Error ratio', desc: true }] });
  });
});
