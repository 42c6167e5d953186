import { expect, test, vi } from 'vitest';
import { browserUnderTest } from '../support/browser.ts';
import { accessLine } from '../support/log_lines.ts';
import { type Increase, increaseOf, quantile } from './classic_increase.ts';
import {
  ALERT_SOON,
  alert,
  cellsOf,
  connection,
  expectCells,
  focused,
  headline,
  part,
  rowOf,
  SOON,
  servedPage,
} from './testing.ts';

const browser = browserUnderTest();
const served = servedPage();

const RUNBOOK = 'https://wiki.example.com/runbooks/ApiDown';
const API_DOWN = { alertname: 'ApiDown', severity: 'critical', service: 'demo-api' };
const DISK_FULL = { alertname: 'DiskFull', severity: 'warning', service: 'storage' };
const BEGAN = { startsAt: new Date(Date.now() - 65_000).toISOString() };
const said = (value: string) => ({ summary: 'Nearly all requests fail.', runbook_url: RUNBOOK, value });

const GAP = '\u00a0';
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** Every eighth request fails; no two last equally long. */
const LINES = Array.from({ length: 40 }, (_, index) => {
  const request = { route: index % 4 === 0 ? '/orders' : '/users/:id', duration_ms: 7 * (index + 1) };
  if (index % 8 !== 0) return accessLine(index, request);
  const error = { level: 'ERROR', message: `no stock for order ${index}`, error_type: 'StockError' };
  return accessLine(index, { ...request, ...error, status: 503 });
});

test('numbers of services, routes, errors, sources and objectives are those of /metrics, to the digit shown', async () => {
  const page = await browser.visit(served.url);
  await connection(page, 'Live');
  const before = await served.metrics();
  await served.write(LINES);
  const service = rowOf(page, 'Services', 'demo-api');
  await vi.waitFor(async () => expect((await cellsOf(service)).Errors).toMatch(/\d/), SOON);
  const of = async (labels: Record<string, string>) => increaseOf(before, await served.metrics(), labels);

  const all = await of({ service: 'demo-api' });
  expect(all).toMatchObject({ requests: 40, failed: 5 });
  await expectCells(service, {
    Traffic: expect.stringMatching(/^[\d.]+\/s$/),
    // Of a service that has a limit.
    Errors: `12.5${GAP}%\n▲ over`,
    ...latencies(all),
  });

  const routes = part(page, 'Worst routes');
  await routes.scrollIntoViewIfNeeded();
  await vi.waitFor(async () => expect(await routes.getByRole('row').count()).toBeGreaterThan(2), SOON);
  const orders = await of({ service: 'demo-api', route: '/orders' });
  expect(orders).toMatchObject({ requests: 10, failed: 5 });
  await expectCells(rowOf(page, 'Worst routes', 'GET /orders'), {
    Service: 'demo-api',
    Errors: `50${GAP}%`,
    ...latencies(orders),
  });

  await expectCells(rowOf(page, 'Errors', 'StockError'), {
    Service: 'demo-api',
    Times: '5',
  });
  await expectCells(rowOf(page, 'Sources', 'logs'), { State: '✓ up' });
  await expectCells(rowOf(page, 'Sources', 'broken'), {
    State: '✕ down',
    'Said last': expect.stringContaining('/nowhere/at/all'),
  });
  // Of 40 requests 0.4 may fail.
  await expectCells(rowOf(page, 'Objectives', 'availability'), {
    Target: `99${GAP}% over 30d`,
    'Budget left': expect.stringContaining(`overspent by 1150${GAP}%`),
  });
});

test('an alert is on the page within three seconds of its POST, changes with what is said of it, and goes to the recent ones when it is over', async () => {
  const page = await browser.visit(served.url);
  await connection(page, 'Live');
  const firing = part(page, 'Firing alerts');
  const item = firing.getByRole('listitem').filter({ hasText: 'ApiDown' });

  await served.notify(alert(API_DOWN, said('93 %'), BEGAN));
  await vi.waitFor(async () => expect(await item.first().innerText()).toContain('93 %'), ALERT_SOON);
  expect(await item.first().innerText()).toContain('Nearly all requests fail.');
  expect(await firing.getByRole('link', { name: /^Runbook/ }).getAttribute('href')).toBe(RUNBOOK);
  const silence = await firing.getByRole('link', { name: /^Silence/ }).getAttribute('href');
  expect(silence).toMatch(/^https:\/\/alertmanager\.example\.com\/#\/silences\/new\?/);
  expect(await headline(page)).toMatch(/^1 alert fires: ApiDown \(demo-api\) since 1\u00a0min\./);
  expect(await page.title()).toBe('(1) goldwatch');

  // Whoever is about to follow a link keeps it when something else changes, or another alert ends.
  await firing.getByRole('link', { name: 'Runbook for ApiDown of demo-api' }).focus();
  await served.notify(alert(API_DOWN, said('97 %'), BEGAN));
  await vi.waitFor(async () => expect(await item.first().innerText()).toContain('97 %'), SOON);

  expect(await focused(page)).toBe('Runbook for ApiDown of demo-api');
  await served.notify(alert(DISK_FULL, { runbook_url: `${RUNBOOK}/disk` }));
  await vi.waitFor(async () => expect(await firing.innerText()).toContain('DiskFull'), SOON);
  const disk = firing.getByRole('link', { name: 'Runbook for DiskFull of storage' });
  await disk.focus();
  await served.notify(
    alert(API_DOWN, said('97 %'), { ...BEGAN, status: 'resolved', endsAt: new Date().toISOString() }),
  );
  await vi.waitFor(async () => expect(await firing.innerText()).not.toContain('ApiDown'), SOON);
  expect(await focused(page)).toBe('Runbook for DiskFull of storage');
  await expectCells(rowOf(page, 'Recent alerts', 'ApiDown'), {
    Severity: 'critical',
    Service: 'demo-api',
  });
});

test('/metrics in a browser can be searched, and counts the series that Prometheus gets', async () => {
  const page = await browser.visit(`${served.url}/metrics`);
  const search = page.getByRole('searchbox', { name: 'Search metrics' });
  await search.waitFor();
  // What the page itself asked for is counted, too; the second time nothing of it is new.
  await page.reload();
  await search.fill('http_requests_total');

  const text = await served.metrics();
  const series = text.split('\n').filter((line) => line.startsWith('http_requests_total{')).length;
  const row = page.getByRole('row').filter({ hasText: 'http_requests_total' });
  await vi.waitFor(async () => expect(await row.count()).toBe(1), SOON);
  await expectCells(row, {
    Type: 'counter',
    Series: String(series),
    Labels: 'service, method, route, status',
  });
  await search.fill('no such metric');
  await vi.waitFor(
    async () => expect(await page.getByRole('status').innerText()).toMatch(/^0 of \d+ families/),
    SOON,
  );
});

/** The quantiles as the page shows them. */
function latencies({ buckets }: Increase): Record<string, string> {
  return Object.fromEntries(
    Object.entries(QUANTILES).map(([name, share]) => [
      name,
      `${Number((quantile(share, buckets) * 1000).toPrecision(3))}${GAP}ms`,
    ]),
  );
}
