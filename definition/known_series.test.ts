import { describe, expect, test } from 'vitest';
import { emitterOf, isStackSeries, knownSeries, recordedWindows, servedMetrics } from './known_series.ts';
import { load } from './testing.ts';

const alertsWithWindows = (...windows: readonly string[]) => {
  const alerts = windows.map(
    (window, index) =>
      `{ name: Alert${index}, severity: info, signal: traffic, window: ${window}, above: 1, summary: Traffic. }`,
  );
  return load(`service: { name: api }\nalerts: [${alerts.join(', ')}]`).alerts;
};

const emitters = (...types: readonly string[]) => types.map((type) => ({ type, declared: [] }));

describe('windows that rules record', () => {
  test('are five minutes without alerts', () => {
    expect(recordedWindows([])).toEqual([300_000]);
  });

  test('are those of alerts as well, once each, ascending', () => {
    expect(recordedWindows(alertsWithWindows('10m', '1m', '60s', '5m'))).toEqual([60_000, 300_000, 600_000]);
  });
});

describe('series that somebody emits', () => {
  test('are the golden signals, those of goldwatch and the recorded ones in every installation', () => {
    const known = knownSeries([], [300_000]);
    expect(known).toContain('http_requests_total');
    expect(known).toContain('saturation_ratio');
    expect(known).toContain('goldwatch_source_up');
    expect(known).toContain('service:http_requests:rate5m');
    expect(known).toContain('service:saturation_ratio:max');
    expect(known).not.toContain('service:http_requests:rate10m');
  });

  test('are those of objectives over the windows of their periods, and none without objectives', () => {
    const known = knownSeries([], [], ['7d']);
    expect([...known].filter((name) => name.startsWith('slo:')).sort()).toEqual([
      'slo:bad_events:increase',
      'slo:current_burn_rate:ratio',
      'slo:error_budget:ratio',
      'slo:error_budget_exhausted:timestamp_seconds',
      'slo:objective:ratio',
      'slo:period_burn_rate:ratio',
      'slo:period_error_budget_remaining:ratio',
      ...['15m', '18h', '1h', '2m', '30m', '5m', '6h', '7d', '8m', '90m'].map(
        (window) => `slo:sli_error:ratio_rate${window}`,
      ),
      'slo:time_period:days',
      'slo:total_events:increase',
    ]);
    expect(known).toContain('sloth_slo_info');
    expect([...knownSeries([], [])].filter((name) => name.startsWith('slo'))).toEqual([]);
  });

  test('are, of a histogram, the three that carry its samples', () => {
    const names = [...knownSeries([], [])].filter((name) => name.startsWith('http_request_duration_seconds'));
    expect(names.sort()).toEqual([
      'http_request_duration_seconds_bucket',
      'http_request_duration_seconds_count',
      'http_request_duration_seconds_sum',
    ]);
  });

  test('are those of configured sources only', () => {
    expect(knownSeries(emitters('logs'), [])).not.toContain('container_oom_kills_total');
    expect(knownSeries(emitters('logs', 'container'), [])).toContain('container_oom_kills_total');
  });
});

describe('metrics that the settings of a source declare', () => {
  const settings = {
    type: 'events',
    metrics: [
      { name: 'orders_total', type: 'counter', labels: ['plan'] },
      { name: 'cart_value_dollars', type: 'histogram' },
    ],
  };

  test('are emitted, beside those that every source of its type emits', () => {
    const emitter = emitterOf(settings);
    expect(emitter?.declared.map(({ name, labels }) => [name, ...labels])).toEqual([
      ['orders_total', 'service', 'plan'],
      ['cart_value_dollars', 'service'],
    ]);
    const known = knownSeries(emitter === null ? [] : [emitter], []);
    expect([...known]).toEqual(
      expect.arrayContaining(['orders_total', 'cart_value_dollars_bucket', 'goldwatch_events_total']),
    );
    expect(known).not.toContain('cart_value_dollars');
  });

  test('are not known where they are wrong, or the type is none', () => {
    expect(emitterOf({ ...settings, metrics: [{ name: 'Orders', type: 'counter' }] })).toBeNull();
    expect(emitterOf({ type: 'none' })).toBeNull();
  });

  test('do not matter to a source that has none: its other settings may be wrong', () => {
    expect(emitterOf({ type: 'container', interval: 1 })).toMatchObject({ type: 'container', declared: [] });
  });
});

describe('metrics that the exporter serves', () => {
  const names = (...sources: readonly string[]) =>
    servedMetrics(emitters(...sources)).map(({ name }) => name);

  test('are its own and those of its process in every installation, and no golden signal', () => {
    expect(names()).toContain('goldwatch_source_up');
    expect(names()).toContain('process_cpu_seconds_total');
    expect(names()).not.toContain('http_requests_total');
    expect(names()).not.toContain('saturation_ratio');
  });

  test('are those of configured sources, each once, histograms by their names', () => {
    const both = names('logs', 'container', 'logs');
    expect(both).toEqual(
      expect.arrayContaining(['http_requests_total', 'http_request_duration_seconds', 'saturation_ratio']),
    );
    expect(new Set(both).size).toBe(both.length);
    expect(names('logs')).not.toContain('saturation_ratio');
  });
});

test.each([
  'up',
  'ALERTS',
  'ALERTS_FOR_STATE',
  'scrape_duration_seconds',
  'prometheus_tsdb_head_series',
  'go_info',
])('%s belongs to a program of the stack', (name) => {
  expect(isStackSeries(name)).toBe(true);
});

test.each(['upp', 'uploads_total', 'ALERTSX', 'http_requests_total', 'my_process_cpu'])(
  '%s belongs to no program of the stack',
  (name) => {
    expect(isStackSeries(name)).toBe(false);
  },
);
