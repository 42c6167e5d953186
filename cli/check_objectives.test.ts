import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

/** What `goldwatch check` says of a definition. */
async function check(definition: string) {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'monitoring.yml'), definition);
  return await runHere(['check'], directory);
}

test('objectives of each service read in one line, with what pages when, and what is odd about them is told', async () => {
  const { stdout } = await check(`
service: { name: api }
sources:
  - { type: logs, files: [logs/*.json], golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms } }
  - { type: events, service: shop, metrics: [{ name: orders_total, type: counter, labels: [outcome] }] }
  - { type: scrape, service: web, targets: ["http://127.0.0.1:8000/metrics"], golden_signals: promhttp }
objectives:
  - { name: availability, signal: availability, target: 99.9% }
  - { name: latency, signal: latency, threshold: 20s, target: 95%, window: 28d }
  - { name: errors, signal: error_ratio, service: web, below: 1%, window: 7d, ticket: false }
  - { name: throughput, signal: traffic, service: api, at_least: 100, target: 99%, window: 28d }
  - { name: orders, total: orders_total, good: 'orders_total{outcome="ok"}', target: 75%, window: 90d, page: warning, ticket: info }
  - { name: refusals, total: orders_total, bad: 'orders_total{outcome=~"refused for a long reason|lost"}', target: 90% }
`);

  expect(stdout).toContain(`monitoring.yml is right: 3 sources, 6 objectives, 0 alerts.
`);
  expect(stdout).toContain(`
OBJECTIVE     SERVICE  TARGET                                            OVER  PAGES WHEN BURNING             TICKET WHEN BURNING
availability  api      99.9% not 5xx                                     30d   14.4x over 1h or 6x over 6h    3x over 1d or 1x over 3d
availability  web      99.9% not 5xx                                     30d   14.4x over 1h or 6x over 6h    3x over 1d or 1x over 3d
latency       api      95% within 20s                                    28d   14.4x over 1h or 6x over 6h    3x over 1d or 1x over 3d
latency       web      95% within 20s                                    28d   14.4x over 1h or 6x over 6h    3x over 1d or 1x over 3d
errors        web      99% not 5xx                                       7d    14.4x over 15m or 6x over 90m  -
throughput    api      99% of the time >= 100 requests/s                 28d   14.4x over 1h or 6x over 6h    3x over 1d or 1x over 3d
orders        shop     75% orders_total{outcome="ok"}                    90d   never                          3x over 3d or 1x over 9d (info)
refusals      shop     90% not orders_total{outcome=~"refused for a lo…  30d   6x over 6h                     3x over 1d or 1x over 3d

Note: the objective orders promises so little that not even an outage burns its budget fast enough to page.
Note: nobody will know the objective latency of web, whose latency is told up to 10 s unless it has a bucket that ends at the threshold.
Note: Prometheus must keep 90 days for these objectives; docker-compose.monitoring.yml has it keep 35 unless PROMETHEUS_RETENTION_TIME says otherwise.
`);
});

test('what Prometheus would refuse of an objective is told by its alert', async () => {
  const directory = await temporaryDirectory();
  await writeFile(
    join(directory, 'monitoring.yml'),
    `
service: { name: api }
sources:
  - { type: logs, files: [logs/*.json], golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms } }
objectives:
  - { name: availability, signal: availability, target: 99.9%, description: '{{ $value | nonsense }}' }
`,
  );

  const { stderr, status } = await runHere(['check'], directory, { PATH: '/usr/bin:/bin' });

  expect(status).toBe(1);
  expect(stderr).toContain('Prometheus would refuse monitoring.yml, and with it all of its alerts:\n');
  expect(stderr).toMatch(/ {2}AvailabilityBudgetBurnsFast: .*function "nonsense" not defined/);
});
