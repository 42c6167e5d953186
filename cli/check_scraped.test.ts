import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

/** The notes of `goldwatch check` on a definition with such a source and such an alert. */
async function notes(source: string, alert: string, more = ''): Promise<string[]> {
  const directory = await temporaryDirectory();
  const file = `
service: { name: shop }
sources: [{ type: scrape, targets: ["http://127.0.0.1:8000/metrics"], ${source} }]
alerts: [{ name: Alert, severity: info, summary: It is so., ${alert} }]
${more}`;
  await writeFile(join(directory, 'monitoring.yml'), file);
  const { status, stdout, stderr } = await runHere(['check'], directory);
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((line) => line.startsWith('Note:'));
}

test('an alert on series that only a scraped service can have is pointed out', async () => {
  expect(await notes('interval: 15s', 'promql: sum(jobs_waiting) / sum(jobs_limit), above: 1')).toEqual([
    'Note: the alert Alert asks for jobs_waiting, jobs_limit, which goldwatch does not know: a service that is scraped must serve them.',
  ]);
  expect(await notes('interval: 15s', 'promql: goldwatch_source_up, below: 1')).toEqual([]);
});

test('an alert on latency beyond the usual buckets of a service is pointed out', async () => {
  expect(await notes('golden_signals: spring', 'signal: latency, quantile: 0.95, above: 31s')).toEqual([
    'Note: the alert Alert never fires for shop, whose latency is told up to 30 s unless it has buckets of its own.',
  ]);
  expect(await notes('golden_signals: spring', 'signal: latency, quantile: 0.95, above: 30s')).toEqual([]);
});

test('an alert on requests by names that a scraped service does not have is pointed out', async () => {
  const note = (metric: string) => [
    `Note: the alert Alert does not see shop, which has other names for ${metric}: a \`signal\`, or a series that rules record, sees all services.`,
  ];
  const byMetric = 'metric: http_requests_total, match: { status: "429" }, above: 10';
  const byPromql = "promql: 'sum(rate(http_request_duration_seconds_sum[5m]))', above: 10";
  expect(await notes('golden_signals: starlette', byMetric)).toEqual(note('http_requests_total'));
  expect(await notes('golden_signals: starlette', byPromql)).toEqual(note('http_request_duration_seconds'));
  for (const alert of [byMetric, 'preset: RateLimiting', 'signal: traffic, above: 10'])
    expect(await notes('golden_signals: goldwatch', alert)).toEqual([]);
});

test('what the mirror costs is said to leave out series that are not exposed', async () => {
  const mirror =
    'mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, select: [{ series: jobs_total }] } }\nexporter: { listen: 127.0.0.1:1 }\n';
  const alert = 'signal: traffic, above: 1000';
  expect(await notes('via: exporter', alert, mirror)).toEqual([
    'Note: what the exporter scrapes is on its page only where it is exposed: what entries select of it is not counted here, and ' +
      'only the budget bounds it.',
  ]);
  expect(await notes('via: exporter, expose: true', alert, mirror)).toEqual([]);
});
