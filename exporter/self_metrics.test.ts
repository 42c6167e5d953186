import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { accessLine } from '../tests/support/log_lines.ts';
import { sumOf } from '../tests/support/metrics.ts';
import { BROKEN_CONTAINER, type ExporterUnderTest, exporterUnderTest, LOGS } from './testing.ts';

async function eventually(under: ExporterUnderTest, check: (page: string) => void): Promise<void> {
  await vi.waitFor(async () => check(await under.page()), 10_000);
}

test('every source tells whether it works, when it last did, what went wrong, and how much waits', async () => {
  const before = Date.now() / 1000;
  const sources = [
    LOGS,
    { ...LOGS, name: 'second', files: ['second/*.json'] },
    { ...BROKEN_CONTAINER, name: 'broken' },
  ];
  const under = await exporterUnderTest({ sources });

  await eventually(under, (page) => {
    expect(page).toContain('goldwatch_source_up{source="logs",type="logs"} 1\n');
    expect(page).toContain('goldwatch_source_up{source="second",type="logs"} 1\n');
    expect(page).toContain('goldwatch_source_up{source="broken",type="container"} 0\n');
    expect(page).toContain('goldwatch_source_lag_bytes{source="second"} 0\n');
    const time = sumOf(page, 'goldwatch_source_last_success_timestamp_seconds', { source: 'logs' });
    expect(time).toBeGreaterThanOrEqual(before);
    expect(sumOf(page, 'goldwatch_source_errors_total', { source: 'broken' })).toBeGreaterThan(1);
    expect(page).not.toContain('last_success_timestamp_seconds{source="broken"}');
  });
  expect(under.log.messages('error'), 'failing again and again is logged once').toHaveLength(1);
});

test('nothing is left of a source that is removed, whatever went wrong with it', async () => {
  const under = await exporterUnderTest({ sources: [LOGS, BROKEN_CONTAINER] });
  await eventually(under, (page) =>
    expect(page).toContain('goldwatch_source_errors_total{source="container"'),
  );

  under.next({});
  await under.exporter.reload();

  const left = (await under.page()).split('\n').filter((line) => /^goldwatch_source_\w+\{/.test(line));
  expect(left).toEqual([]);
});

test('series beyond the limit are dropped and counted; those of goldwatch itself are always there', async () => {
  const sources = [{ ...LOGS, files: ['a.json'] }];
  const under = await exporterUnderTest({ sources, exporter: { series_limit: 100 } });
  await under.exporter.ready;
  const lines = Array.from({ length: 60 }, (_, index) =>
    accessLine(index, { path: `/route-${'abcdefghij'.charAt(index % 10)}` }),
  );

  await appendFile(join(under.directory, 'a.json'), lines.join(''));

  await eventually(under, (page) => expect(sumOf(page, 'goldwatch_log_lines_total')).toBe(60));
  const page = await under.page();
  // A line of the source, and of each route one for the requests and fourteen for the latencies.
  const used = sumOf(page, 'goldwatch_series');
  expect(used).toBeLessThanOrEqual(100);
  expect(sumOf(page, 'goldwatch_series_limit')).toBe(100);
  const kept = sumOf(page, 'http_requests_total', { service: 'demo-api' });
  const dropped = sumOf(page, 'goldwatch_series_limit_dropped_total', { metric: 'http_requests_total' });
  expect(kept).toBeGreaterThan(0);
  expect(kept + dropped).toBe(60);
  const measured = sumOf(page, 'http_request_duration_seconds_count', { service: 'demo-api' });
  const unmeasured = sumOf(page, 'goldwatch_series_limit_dropped_total', {
    metric: 'http_request_duration_seconds',
  });
  expect(measured + unmeasured).toBe(60);
  const series = page
    .split('\n')
    .filter((line) => line.includes('service="demo-api"') || line.startsWith('goldwatch_log_'));
  expect(series).toHaveLength(used);
  expect(sumOf(page, 'goldwatch_source_up')).toBe(1);
});

test('tells its version, and when the configuration was loaded', async () => {
  const before = Date.now() / 1000;
  const under = await exporterUnderTest();
  const page = await under.page();

  expect(page).toContain(`goldwatch_build_info{version="1.2.3",node_version="${process.versions.node}"} 1\n`);
  expect(sumOf(page, 'goldwatch_ready')).toBe(1);
  expect(sumOf(page, 'goldwatch_config_last_reload_successful')).toBe(1);
  expect(sumOf(page, 'goldwatch_config_last_reload_success_timestamp_seconds')).toBeGreaterThanOrEqual(
    before,
  );
});

test('tells of the process, also where several exporters ran in it', async () => {
  for (let round = 0; round < 2; round += 1) {
    const under = await exporterUnderTest();
    const page = await under.page();
    expect(sumOf(page, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(page).toContain('# TYPE nodejs_eventloop_lag_p99_seconds gauge\n');
    await under.exporter.stop();
  }
});
