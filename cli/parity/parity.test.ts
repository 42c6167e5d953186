import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { runHere } from '../testing/run_here.ts';
import { parityOf } from './index.ts';

const SOURCES = `
service: { name: shop, environment: production }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
  - type: events
    metrics: [{ name: orders_total, type: counter, labels: [outcome] }]
`;
const MIRROR = `
mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, select: [{ series: orders_total }] } }
`;

const parity = (definition: string) => parityOf(loadDefinition(definition, 'monitoring.yml', {}));

test('without `cloudwatch` there is no table', () => {
  expect(parity(SOURCES + MIRROR)).toEqual({ text: '', undeclared: [], nowhere: [] });
});

test('every alert and objective is told with its limit, its time and what it does without data, on both sides', () => {
  const { text, undeclared } = parity(`${SOURCES}${MIRROR}
objectives:
  - { name: availability, signal: availability, target: 99.9%, window: 30d }
  - { name: throughput, signal: traffic, at_least: 100, target: 99%, window: 7d }
  - { name: latency, signal: latency, threshold: 2s, target: 95%, window: 7d, only: prometheus, page: false }
alerts:
  - { name: ApiDown, severity: critical, signal: error_ratio, above: 90%, window: 1m, for: 2m, summary: Down. }
  - { name: Slow, severity: warning, signal: latency, quantile: 0.999, above: 1500ms, for: 5m, keep_firing_for: 10m, summary: Slow. }
  - { name: Quiet, severity: warning, signal: traffic, below: 0.5, for: 10m, summary: Quiet. }
  - { name: ManyOrders, severity: info, metric: orders_total, per: minute, above: 1000, summary: Many orders. }
  - { name: ByOutcome, severity: info, metric: orders_total, by: [outcome], above: 10, summary: Orders. }
  - { name: Refused, severity: info, promql: 'sum(rate(orders_total{outcome="refused"}[5m]))', above: 1, summary: Refused. }
  - { name: Compared, severity: info, promql: 'sum(rate(orders_total[5m] offset 1d))', above: 1, only: prometheus, summary: Compared. }
  - { name: Cpu, severity: warning, aws: { namespace: AWS/ECS, metric: CPUUtilization, above: 80, dimensions: { ClusterName: a, ServiceName: b } }, for: 15m, datapoints: 2, summary: Cpu. }
  - { name: Odd, severity: info, only: cloudwatch, signal: traffic, above: 100, summary: Odd. }
cloudwatch: {}
`);

  expect(
    text,
  ).toBe(`                               PROMETHEUS                                       CLOUDWATCH
ALERT OR OBJECTIVE             LIMIT               OVER      FOR  NO DATA       LIMIT               OVER        NO DATA
ApiDown                        > 90%               1m        2m   ok       =    > 90%               3 x 1m      ok
Slow                           p99.9 > 1500ms      5m        5m   ok       ≈ 1  p99.9 > 1500ms      2 x 5m      ok
Quiet                          < 0.5/s             5m        10m  alert    ≈ 2  < 0.5/s             3 x 5m      alert
ManyOrders                     > 1000/min          5m        5m   ok       =    > 1000/min          2 x 5m      ok
ByOutcome                      > 10                5m        5m   ok       – 3
Refused                        > 1                 promql    5m   ok       – 4
Compared                       > 1                 promql    5m   ok            – only: prometheus
Cpu                            – form aws                                       > 80                2/3 x 5m    ok
Odd                            – only: cloudwatch                               > 100/s             2 x 5m      ok
AvailabilityBudgetBurnsFast    14.4x               1h, 5m    0s   ok       =    14.4x               1h, 5m      ok
                               6x                  6h, 30m   0s   ok            6x                  6h, 30m     ok
AvailabilityBudgetBurnsSlowly  3x                  1d, 2h    0s   ok       ≈ 5  3x                  1d, 2h      ok
                               1x                  3d, 6h    0s   ok            1x                  3 x 1d, 6h  ok
AvailabilityUnknown            no data                       10m  alert    ≈ 2  no data             11 x 1m     alert
ThroughputBudgetBurnsFast      14.4x               15m, 2m   0s   ok       – 6
                               6x                  90m, 8m   0s   ok
ThroughputBudgetBurnsSlowly    3x                  6h, 30m   0s   ok       – 6
                               1x                  18h, 90m  0s   ok
LatencyBudgetBurnsSlowly       3x                  6h, 30m   0s   ok            – only: prometheus
                               1x                  18h, 90m  0s   ok
LatencyUnknown                 no data                       10m  alert         – only: prometheus

1  It ends with its condition, since CloudWatch has no \`keep_firing_for\`.
2  It fires also while the exporter is away, when Prometheus says nothing of it.
3  An alarm is about one value of outcome, and nobody says which ones there are. Remedy: \`match: { outcome: […] }\`
   with the values.
4  CloudWatch has no PromQL over mirrored series. Remedy: the form \`metric\` or \`signal\`, or \`only: prometheus\`.
5  3 days that must each burn too fast stand for a window of 3d, and are looked at once an hour.
6  A share of the time is more than an alarm can count: it knows at most a week, and no minutes. Remedy: an alert on
   \`signal: traffic\` with \`below\`, and \`only: prometheus\` here.

On the monitoring itself: in Prometheus 33 built-in alerts; in CloudWatch ExporterSilent (< 1 over 6 x 1m, no data:
alert).
`);
  expect(undeclared).toEqual([
    'ByOutcome',
    'Refused',
    'ThroughputBudgetBurnsFast',
    'ThroughputBudgetBurnsSlowly',
  ]);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});

test('services that are not alike have a row each, and why one has none is said once', () => {
  const { text, undeclared } = parity(`
service: { name: shop }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
  - { type: scrape, service: web, targets: ["http://127.0.0.1:8000/metrics"], golden_signals: promhttp, via: prometheus }
${MIRROR.replace('orders_total', 'http_requests_total')}
alerts:
  - { name: Errors, severity: warning, signal: error_ratio, above: 5%, summary: Requests fail. }
  - { name: Slow, severity: warning, signal: latency, above: 2s, summary: Requests take long. }
cloudwatch: {}
`);

  expect(text).toBe(`                    PROMETHEUS                         CLOUDWATCH
ALERT OR OBJECTIVE  LIMIT     OVER  FOR  NO DATA       LIMIT     OVER    NO DATA
Errors (shop)       > 5%      5m    5m   ok       =    > 5%      2 x 5m  ok
Errors (web)        > 5%      5m    5m   ok       – 1
Slow (shop)         p95 > 2s  5m    5m   ok       =    p95 > 2s  2 x 5m  ok
Slow (web)          p95 > 2s  5m    5m   ok       – 2

1  Prometheus alone is told the requests of web, and nothing of that is mirrored. Remedy: \`via: exporter\` at the
   source that scrapes it.
2  Prometheus alone is told the latency of web, and nothing of that is mirrored. Remedy: \`via: exporter\` at the source
   that scrapes it.

On the monitoring itself: in Prometheus 32 built-in alerts; in CloudWatch ExporterSilent (< 1 over 6 x 1m, no data:
alert).
`);
  expect(undeclared).toEqual(['Errors (web)', 'Slow (web)']);
});

test('without a mirror there is nothing that alarms could look at, and the exporter is not watched', () => {
  const { text, undeclared } = parity(`${SOURCES}
alerts:
  - { name: Errors, severity: warning, signal: error_ratio, above: 5%, summary: Requests fail. }
cloudwatch: { region: eu-central-1 }
`);

  expect(text).toBe(`                    PROMETHEUS                      CLOUDWATCH
ALERT OR OBJECTIVE  LIMIT  OVER  FOR  NO DATA       LIMIT  OVER  NO DATA
Errors              > 5%   5m    5m   ok       – 1

1  Nothing is mirrored to CloudWatch. Remedy: \`mirror.cloudwatch\` with a namespace and a region.

On the monitoring itself: in Prometheus 27 built-in alerts; in CloudWatch none, since nothing is mirrored.
`);
  expect(undeclared).toEqual(['Errors']);
});

test('what only Alertmanager does is said, a line each', () => {
  const { text } = parity(`${SOURCES}${MIRROR}
notify:
  slack: { webhook_file: secrets/slack, channels: { critical: "#alerts" } }
  msteams: { webhook_file: secrets/teams, severities: [critical] }
  webhooks: [{ name: tickets, url_file: secrets/tickets, severities: [warning] }]
  routes: [{ team: payments, slack: { channels: { critical: "#payments" } } }]
  mute: [{ name: nights, times: [{ between: "22:00-07:00" }] }]
  maintenance: [{ from: "2026-12-01 00:00", to: "2026-12-01 04:00", reason: The database moves. }]
cloudwatch: {}
`);

  expect(
    text,
  ).toBe(`On the monitoring itself: in Prometheus 33 built-in alerts; in CloudWatch ExporterSilent (< 1 over 6 x 1m, no data:
alert), SlackForwarderFailing (> 0 over 5m, no data: stays).
Note: notify.routes is not in CloudWatch: an alarm reaches whoever its severity reaches.
Note: notify.mute is not in CloudWatch: alarms tell at any time of the week.
Note: notify.maintenance is not in CloudWatch: alarms tell during maintenance as well.
Note: notify.msteams is not in CloudWatch: nobody is told of alarms there.
Note: notify.webhooks is not in CloudWatch: nobody is told of alarms there.
`);
});

test('with --strict, check fails on an alert that CloudWatch cannot have and that does not say so, and names it', async () => {
  const directory = await temporaryDirectory();
  const check = async (only: string, ...options: readonly string[]) => {
    await writeFile(
      join(directory, 'monitoring.yml'),
      `${SOURCES}${MIRROR}
alerts:
  - { name: Refused, severity: info, promql: 'sum(rate(orders_total[5m])) by (service)', above: 1, ${only}summary: Refused. }
cloudwatch: {}
`,
    );
    return await runHere(['check', ...options], directory);
  };
  const warning =
    'Warning: only in Prometheus, without `only: prometheus`: Refused. With --strict this fails.\n';

  const undeclared = await check('', '--strict');
  expect(undeclared.status).toBe(1);
  expect(undeclared.stdout).toContain(warning);
  expect((await check('')).status).toBe(0);

  const declared = await check('only: prometheus, ', '--strict');
  expect(declared.status).toBe(0);
  expect(declared.stdout).not.toContain('Warning: only in Prometheus');
});

test('an alert that only CloudWatch is to have, and cannot, is on no side, and is said to be', async () => {
  const directory = await temporaryDirectory();
  await writeFile(
    join(directory, 'monitoring.yml'),
    `${SOURCES}
alerts: [{ name: Odd, severity: info, only: cloudwatch, signal: traffic, above: 100, summary: Odd. }]
cloudwatch: {}
`,
  );

  const { status, stdout } = await runHere(['check', '--strict'], directory);
  expect(status).toBe(1);
  expect(stdout.split('\n').filter((line) => line.startsWith('Warning'))).toEqual([
    'Warning: on no side, since only CloudWatch is to have it, and cannot: Odd. With --strict this fails.',
  ]);
});

test('a rate is told with what it is per, however long its window is', () => {
  const { text } = parity(
    `${SOURCES}${MIRROR}
alerts:
  - { name: PerSecond, severity: info, metric: orders_total, per: second, below: 0.5, summary: Few. }
  - { name: PerHour, severity: info, metric: orders_total, per: hour, above: 20, summary: Many. }
  - { name: PerDay, severity: info, metric: llm_cost_usd_total, per: day, above: 20, summary: Dear. }
cloudwatch: {}
`.replace('mirror:', '  - { type: llm }\nmirror:'),
  );

  expect(text.split('\n').slice(2, 5)).toEqual([
    'PerSecond           < 0.5/s     5m    5m   ok       =  < 0.5/s     2 x 5m  ok',
    'PerHour             > 20/h      5m    5m   ok       =  > 20/h      2 x 5m  ok',
    'PerDay              > 20 USD/d  5m    5m   ok       =  > 20 USD/d  2 x 5m  ok',
  ]);
});
