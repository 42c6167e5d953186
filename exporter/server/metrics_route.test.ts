import Fastify from 'fastify';
import { Gauge } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { MetricRegistry } from '../../metrics/registry.ts';
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
  return { registry, state, log: captured, get: () => ask(`${url}/metrics`) };
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
  expect(body).toContain('goldwatch_collect_errors_total{metric="broken_now"} 1\n');
  expect(body).toContain('goldwatch_collect_errors_total{metric="broken_later"} 1\n');
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
