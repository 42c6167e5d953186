import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify from 'fastify';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import { Counter as Counter15, Registry as Registry15 } from 'prom-client-15';
import { expect, onTestFinished, test } from 'vitest';
import { MetricRegistry } from '../metrics/registry.ts';
import { goldenSignals } from './fastify.ts';
import { instrumentServer, type ServerInstrumentOptions } from './node_http.ts';
import { counted, eventLoop } from './testing.ts';

function instrument(options: ServerInstrumentOptions): () => void {
  const stop = instrumentServer(createServer(), options);
  onTestFinished(stop);
  return stop;
}

async function serveOnce(service: string, registry: Registry): Promise<void> {
  const server = Fastify();
  await server.register(goldenSignals, { service, registry });
  await server.inject('/');
  await server.close();
}

test('the series stand beside those that the application has in its own registry', async () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry] }).inc(3);
  await serveOnce('api', registry);
  const page = await registry.metrics();
  expect(page).toContain(
    'http_requests_total{service="api",method="GET",route="<unmatched>",status="404"} 1\n',
  );
  expect(page).toContain('\norders_total 3\n');
  expect(page).toContain('\nprocess_cpu_seconds_total ');
});

test('a scope of a goldwatch registry takes the series as well', async () => {
  const metrics = new MetricRegistry();
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', scope: metrics.scope() });
  await server.inject('/');
  await server.close();
  expect(await counted(metrics.registry)).toEqual({ 'GET <unmatched> 404': 1 });
});

test('several servers of one application, and of several names, count into one registry', async () => {
  const registry = new Registry();
  instrument({ service: 'api', registry });
  for (const service of ['api', 'api', 'admin']) await serveOnce(service, registry);
  const page = await registry.metrics();
  expect(page).toContain(
    'http_requests_total{service="api",method="GET",route="<unmatched>",status="404"} 2\n',
  );
  expect(page).toContain(
    'http_requests_total{service="admin",method="GET",route="<unmatched>",status="404"} 1\n',
  );
});

test('one server may be watched as several services, each of which counts all of its requests', async () => {
  const registry = new Registry();
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', registry });
  await server.register(goldenSignals, { service: 'admin', registry });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  await fetch(`${address}/%zz`);
  await server.inject('/');
  await server.close();
  const page = await registry.metrics();
  for (const service of ['api', 'admin']) {
    for (const status of [400, 404]) {
      expect(page).toContain(
        `http_requests_total{service="${service}",method="GET",route="<unmatched>",status="${status}"} 1\n`,
      );
    }
  }
});

test('a registry that was cleared takes the series of the next server again', async () => {
  const registry = new Registry();
  await serveOnce('api', registry);
  registry.clear();
  await serveOnce('api', registry);
  expect(await counted(registry)).toEqual({ 'GET <unmatched> 404': 2 });
});

test('a registry of prom-client 15, which most applications have, shows the series', async () => {
  const registry = new Registry15();
  new Counter15({ name: 'orders_total', help: 'Orders.', registers: [registry] }).inc();
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', registry });
  await server.inject('/');
  await server.close();
  expect(await registry.metrics()).toContain(
    'http_requests_total{service="api",method="GET",route="<unmatched>",status="404"} 1\n',
  );
});

test('an application that has a metric of the same name already is told so at once', async () => {
  const registry = new Registry();
  new Counter({ name: 'http_requests_total', help: 'Mine.', registers: [registry] });
  expect(() => instrument({ service: 'api', registry })).toThrow(
    new Error('A metric with the name http_requests_total has already been registered.'),
  );
});

test('what is missing is said at once, rather than when the first request ends', async () => {
  const registry = new Registry();
  const given = (options: unknown) => () => instrument(options as ServerInstrumentOptions);
  const noService = new TypeError('goldwatch needs "service", the name of this service.');
  expect(given({ registry })).toThrow(noService);
  expect(given({ registry, service: '' })).toThrow(noService);
  expect(given({ registry, service: 7 })).toThrow(noService);
  expect(given({ service: 'api' })).toThrow(
    new TypeError('goldwatch needs "registry", the prom-client registry whose metrics you serve.'),
  );
  const server = Fastify();
  server.register(goldenSignals, { service: '', registry });
  await expect(async () => server.ready()).rejects.toThrow(noService);
});

test('the share in which the event loop was busy shows after the interval, as long as the server is watched', async () => {
  const registry = new Registry();
  const stop = instrument({ service: 'api', registry, eventLoopIntervalMs: 20 });
  expect(await eventLoop(registry)).toEqual({});
  await expect.poll(() => eventLoop(registry)).toEqual({ api: expect.any(Number) });
  const { api } = await eventLoop(registry);
  expect(api).toBeGreaterThanOrEqual(0);
  expect(api).toBeLessThanOrEqual(1);
  stop();
  expect(await eventLoop(registry)).toEqual({});
  // Several intervals, in any of which a timer that still ran would show itself.
  await sleep(100);
  expect(await eventLoop(registry)).toEqual({});
});

test('closing one server leaves the event loop of the others watched', async () => {
  const registry = new Registry();
  instrument({ service: 'api', registry, eventLoopIntervalMs: 10 });
  const server = Fastify();
  await server.register(goldenSignals, { service: 'admin', registry, eventLoopIntervalMs: 10 });
  await server.ready();
  const both = { api: expect.any(Number), admin: expect.any(Number) };
  await expect.poll(() => eventLoop(registry)).toEqual(both);
  await server.close();
  expect(await eventLoop(registry)).toEqual({ api: expect.any(Number) });
});

test('the timer keeps no process alive', () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  instrument({ service: 'api', registry: new Registry() });
  expect(timers()).toBe(before);
});
