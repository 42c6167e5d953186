import { describe, expect, test } from 'vitest';
import { LATENCY_BUCKETS_SECONDS } from '../conventions/metrics.ts';
import { exporterSettingsOf, latencyBuckets } from './exporter_settings.ts';
import { load } from './testing.ts';

const withThresholds = (...thresholds: readonly string[]) => {
  const alerts = thresholds.map(
    (above, index) =>
      `{ name: Slow${index}, severity: info, signal: latency, quantile: 0.9, above: ${above}, summary: Slow. }`,
  );
  return load(`service: { name: api }\nalerts: [${alerts.join(', ')}]`);
};

describe('bounds of latency buckets', () => {
  test('are the usual ones without alerts on latency', () => {
    expect(latencyBuckets(withThresholds())).toEqual([...LATENCY_BUCKETS_SECONDS]);
  });

  test('hold the threshold of every alert on latency, in its place and once', () => {
    expect(latencyBuckets(withThresholds('2s', '750ms', '2000ms', '1m', '1ms', '500ms'))).toEqual([
      0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 10, 60,
    ]);
  });

  test('hold the threshold of every objective on latency', () => {
    const definition = load(`
service: { name: api }
sources:
  - { type: logs, files: [a], golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d } }
objectives:
  - { name: latency, signal: latency, threshold: 2s, target: 95% }
  - { name: throughput, signal: traffic, at_least: 3, target: 95% }
`);
    expect(latencyBuckets(definition)).toEqual([
      ...LATENCY_BUCKETS_SECONDS.slice(0, 8),
      2,
      ...LATENCY_BUCKETS_SECONDS.slice(8),
    ]);
  });

  test('hold no threshold of another signal', () => {
    const definition = load(`
service: { name: api }
alerts:
  - { name: Traffic, severity: info, signal: traffic, above: 3, summary: Traffic. }
  - { name: Targets, severity: info, promql: up, above: 4, summary: Targets. }
`);
    expect(latencyBuckets(definition)).toEqual([...LATENCY_BUCKETS_SECONDS]);
  });
});

test('the exporter gets its section, the sources, the service and the folder, and nothing else', () => {
  const definition = load(`
service: { name: api, owner: platform }
exporter: { listen: 0.0.0.0:80, token_file: token }
sources: [{ type: container, service: shop }]
alerts: [{ name: Targets, severity: info, promql: up, above: 4, summary: Targets. }]
`);
  expect(exporterSettingsOf(definition, '/srv/api', { text: 'service: …', readAt: 7 })).toEqual({
    listen: '0.0.0.0:80',
    token_file: 'token',
    access: { metrics: 'either', events: 'either', alerts: 'either', page: 'either' },
    http_config: {},
    max_connections: 512,
    series_limit: 100_000,
    expire_after: {},
    created_series: true,
    native_histograms: { schema: 3, max_buckets: 160 },
    state_dir: './state',
    scrape_interval: 15_000,
    service: 'api',
    sources: [{ type: 'container', service: 'shop', interval: 5000 }],
    mirror: null,
    notifications: { digest: null, heartbeat: null },
    status: {
      environment: 'staging',
      objectives: [],
      limits: [],
      links: { grafana: null, prometheus: null, alertmanager: null },
      servicesOfPrometheus: [],
      file: { text: 'service: …', readAt: 7 },
    },
    latencyBuckets: [...LATENCY_BUCKETS_SECONDS],
    baseDirectory: '/srv/api',
  });
});

test('the exporter gets what it sends by itself: the digest with its mail server, and the heartbeat', () => {
  const { notifications } = exporterSettingsOf(
    load(`
service: { name: api }
notify:
  email:
    smarthost: smtp.example.com:587
    from: goldwatch@example.com
    username: goldwatch
    password_file: secrets/exporter/smtp
    to: { critical: ops@example.com, digest: dev@example.com }
    digest: { at: "18:30" }
  heartbeat: { url_file: secrets/exporter/heartbeat }
`),
    '/srv/api',
  );
  expect(notifications).toEqual({
    digest: {
      at: '18:30',
      time_zone: 'UTC',
      to: ['dev@example.com'],
      server: {
        smarthost: 'smtp.example.com:587',
        from: 'goldwatch@example.com',
        username: 'goldwatch',
        password_file: 'secrets/exporter/smtp',
        require_tls: true,
      },
    },
    heartbeat: { url_file: 'secrets/exporter/heartbeat', every: 60_000 },
  });
});

test('the exporter gets what the mirror of CloudWatch is told', () => {
  const definition = load(`
service: { name: api }
mirror: { cloudwatch: { namespace: Shop/Api, select: [{ series: goldwatch_ready }] } }
`);
  const { mirror } = exporterSettingsOf(definition, '/srv/api');
  expect(mirror).toBe(definition.mirror.cloudwatch);
  expect(mirror).toMatchObject({ namespace: 'Shop/Api', interval: 60_000 });
});
