import Fastify from 'fastify';
import { Gauge } from 'prom-client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { goldenSignals } from '../../instrument/fastify.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import { sumOf } from '../../tests/support/metrics.ts';
import { readOneByte } from '../outputs/prometheus/testing.ts';
import { SelfMetrics } from '../self_metrics.ts';
import { capturedLog } from '../testing.ts';
import type { Phase } from './health_routes.ts';
import { metricsRoute } from './metrics_route.ts';
import { ask } from './testing.ts';

async function served() {
  const registry = new MetricRegistry();
  const self = new SelfMetrics(registry, { version: '1', node_version: '24' });
  const { log, captured } = capturedLog();
  const state: { phase: Phase; refreshed: number } = { phase: 'ready', refreshed: 0 };
  const server = Fastify();
  await server.register(goldenSignals, { service: 'goldwatch', scope: self.scope });
  metricsRoute(server, {
    registry: registry.registry,
    self,
    log,
    phase: () => state.phase,
    refresh: () => {
      state.refreshed += 1;
    },
  });
  onTestFinished(() => server.close());
  const url = await server.listen({ port: 0 });
  return { registry, state, log: captured, url, get: (method = 'GET') => ask(`${url}/metrics`, { method }) };
}

test('a metric whose collection throws is left out, counted and logged; the rest is served', async () => {
  const { registry, log, get } = await served();
  const throwing = (name: string, collect: () => void) =>
    new Gauge({ name, help: 'x', registers: [registry.registry], collect });
  throwing('broken_now', () => {
    throw new Error('Out of order.');
  });
  throwing('broken_later', () => Promise.reject(new Error('Out of order, too.')) as unknown as undefined);
  throwing('sound', () => {});

  await get();
  const { status, body } = await get();

  expect(status).toBe(200);
  expect(body).toContain('sound 0\n');
  expect(body).not.toMatch(/^broken_/m);
  expect(body).toContain('goldwatch_collect_errors_total{metric="broken_now"} 2\n');
  expect(body).toContain('goldwatch_collect_errors_total{metric="broken_later"} 2\n');
  expect(log.lines.filter(({ metric }) => metric === 'broken_now')).toMatchObject([
    {
      level: 50,
      err: { message: 'Out of order.' },
      msg: 'The collection of a metric failed; it is missing from this scrape.',
    },
    { level: 50 },
  ]);
});

test.each<[Phase, number, string]>([
  ['catching up', 503, 'The exporter is catching up; its counters are not complete yet.\n'],
  ['stopping', 503, 'The exporter is stopping; its counters are not complete any more.\n'],
])('while it is %s there are no metrics', async (phase, status, body) => {
  const { state, get } = await served();
  state.phase = phase;

  expect(await get()).toMatchObject({ status, body });
  expect(state.refreshed).toBe(0);
});

test('what is only looked up when somebody asks is brought up to date before each scrape', async () => {
  const { state, get } = await served();
  await get();
  await get();

  expect(state.refreshed).toBe(2);
});

test('HEAD is answered with the headers of the page alone', async () => {
  const { get } = await served();

  const { status, headers, body } = await get('HEAD');

  expect([status, body]).toEqual([200, '']);
  expect(headers).toMatchObject({
    'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
    vary: 'Accept, Accept-Encoding',
  });
  expect(Number(headers['content-length'])).toBeGreaterThan(100);
});

test('a registry that cannot be rendered is answered as every failure is', async () => {
  const { registry, get } = await served();
  registry.registry.getMetricsAsArray = () => {
    throw new Error('Out of order.');
  };

  expect(await get()).toMatchObject({ status: 500, body: { message: 'Out of order.' } });
});

test('a scrape that the exporter cuts off counts as its failure, one whose client goes away does not', async () => {
  const { registry, url, get } = await served();
  const jobs = { name: 'jobs_total', type: 'counter', help: 'Jobs.', labels: ['queue'] } as const;
  const counter = registry.scope().counter(jobs);
  for (let queue = 0; queue < 4_000; queue += 1)
    counter.labels({ queue: `${queue}${'x'.repeat(8_000)}` }).inc();

  const [, gone] = await Promise.all([
    readOneByte(`${url}/metrics`, { 'x-prometheus-scrape-timeout-seconds': '1' }),
    readOneByte(`${url}/metrics`),
  ]);
  gone.resetAndDestroy();

  await vi.waitFor(
    async () => {
      const { body } = await get();
      const requests = (status: string) =>
        sumOf(String(body), 'http_requests_total', { route: '/metrics', status });
      expect([requests('500'), requests('499')]).toEqual([1, 1]);
    },
    { timeout: 40_000, interval: 200 },
  );
});
