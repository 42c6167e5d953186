import { expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { dashboardLine } from './costs/dashboards.ts';
import { dashboardsOf } from './dashboards/index.ts';
import { monthlyPriceOf } from './price.ts';
import { CLOUDWATCH_PRICES } from './prices.ts';

const SOURCES = `
service: { name: shop, environment: production }
sources:
  - type: logs
    name: app
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
    metrics:
      - { name: application_errors_seen_total, type: counter, pattern: '{ $.level = "ERROR" }' }
      - { name: errors_by_kind_total, type: counter, pattern: '{ $.level = "ERROR" && $.kind = "*" }', labels: { kind: $.kind } }
mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, select: [{ series: http_requests_total }] } }
`;

/** The price of a definition, a line each as in a table, and the total. */
function priceOf(more: string): string[] {
  const { lines, totalUsd, isLeast } = monthlyPriceOf(loadDefinition(SOURCES + more, 'monitoring.yml', {}));
  return [
    ...lines.map(({ of, what, usd }) => `${of}: ${what}: ${usd === null ? '?' : usd.toFixed(4)}`),
    `${isLeast ? 'at least ' : ''}${totalUsd.toFixed(4)}`,
  ];
}

test('without `cloudwatch` there is nothing to pay for', () => {
  expect(priceOf('')).toEqual(['0.0000']);
});

test('alarms cost by the metrics that they look at, whatever the interval, and composite alarms by themselves', () => {
  expect(
    priceOf(`
alerts:
  - { name: Errors, severity: warning, signal: error_ratio, above: 5%, summary: Requests fail. }
  - { name: Slow, severity: info, signal: latency, above: 2s, summary: Requests take long. }
  - { name: Fast, severity: info, aws: { namespace: Shop, metric: Carts, period: 10s, above: 5, dimensions: { service: shop } }, summary: Many carts. }
  - { name: Odd, severity: info, aws: { namespace: Shop, metric: Carts, anomaly: { band: 2 }, dimensions: { service: shop } }, summary: Odd carts. }
objectives:
  - { name: availability, signal: availability, target: 99%, page: critical, ticket: false }
cloudwatch: { suppress: false, kms_key: alias/topics }
`),
  ).toEqual([
    'alert Errors: 1 alarm on 2 metrics: 0.2000',
    'alert Slow: 1 alarm on 1 metric: 0.1000',
    // High resolution: 0.30 for a metric.
    'alert Fast: 1 alarm on 1 metric: 0.3000',
    // The metric, and the two ends of the band.
    'alert Odd: 1 alarm on 3 metrics: 0.3000',
    // Four windows of two metrics, and that nothing is told.
    'objective availability: 5 alarms on 9 metrics, 1 composite alarm: 1.4000',
    'services and exporter: 1 alarm on 1 metric, 1 composite alarm: 0.6000',
    expect.stringMatching(/^dashboards: \d dashboards, the first 3 of an account free: /),
    expect.any(String),
  ]);
});

test('logs cost by what is written and kept, archives by how long, heartbeats by their runs', () => {
  const lines = priceOf(`
cloudwatch:
  logs:
    groups:
      - { name: /shop/app, retention: 30d, source: app, gb_per_month: 10, archive: true }
      - { name: /shop/audit, retention: 365d }
  archive: { bucket: shop-archive, glacier_after: 90d, expire_after: 365d }
  heartbeats: [{ name: health, url: 'https://shop.example.com/health', every: 5m }]
`);

  expect(
    lines.filter((line) => !/^(?:services and exporter|dashboards|topics): /.test(line)).slice(0, -1),
  ).toEqual([
    'heartbeat health: 8760 runs, one every 5m: 10.5120',
    // 10 × (0.50 + 30 / 30.4167 × 0.03)
    'log group /shop/app: 10 GB, kept 30d: 5.2959',
    'log group /shop/audit: $0.86 a GB; say gb_per_month: ?',
    'metric filters: 1 metric: 0.3000',
    'metric filters with dimensions: $0.30 for each set of values of 1 metric: ?',
    // 10 × (0.029 + 90 / 30.4167 × 0.023 + 275 / 30.4167 × 0.0036)
    'archive shop-archive: 10 GB, kept 365d: 1.2960',
  ]);
  expect(lines.at(-1)).toMatch(/^at least /);
});

test('an archive that nothing ends is counted as after a year', () => {
  expect(
    priceOf(`
cloudwatch:
  logs: { groups: [{ name: /shop/app, source: app, gb_per_month: 1, archive: true }] }
  archive: { bucket: shop-archive, glacier_after: 90d }
`),
  ).toContain('archive shop-archive: 1 GB, as after 365d, then more: 0.1296');
});

test('topics cost the key that is made for them, and receivers the secrets that they need', () => {
  expect(
    priceOf(`
notify:
  slack: { webhook_file: secrets/slack, channels: { critical: "#alerts", warning: "#alerts" } }
  pagerduty: { routing_key_file: secrets/pagerduty }
cloudwatch: {}
`).filter((line) => /^(?:topics|notify): /.test(line)),
  ).toEqual(['topics: a key of their own: 1.0000', 'notify: 2 secrets: 0.8000']);
});

test('dashboards of more than fifty metrics are none of the free ones', () => {
  const services = Array.from({ length: 26 }, (_, index) => `s${index}`);
  const sources = services.map(
    (name) =>
      `  - { type: logs, name: ${name}, service: ${name}, files: [${name}.json], golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.ms } }`,
  );
  const definition = loadDefinition(
    `service: { name: shop }\nsources:\n${sources.join('\n')}\nmirror: { cloudwatch: { namespace: Shop } }\ncloudwatch: {}\n`,
    'monitoring.yml',
    {},
  );
  const dashboards = [
    { name: 'large', logicalId: 'Large', body: dashboardsOf(definition)[0]?.body ?? {} },
    { name: 'small', logicalId: 'Small', body: { widgets: [] } },
  ];

  expect(dashboardLine(dashboards, CLOUDWATCH_PRICES)).toEqual([
    { of: 'dashboards', what: '2 dashboards, the first 3 of an account free up to 50 metrics', usd: 3 },
  ]);
});
