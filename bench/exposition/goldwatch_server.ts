import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { pino } from 'pino';
import { SelfMetrics } from '../../exporter/self_metrics.ts';
import { metricsRoute } from '../../exporter/server/metrics_route.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';

/** Serves a registry as the exporter does, on a free port, and calls `afterwards` after each answer. */
export async function serveRegistry(metrics: MetricRegistry, afterwards: () => void): Promise<number> {
  const server = Fastify();
  const self = new SelfMetrics(metrics, { version: 'bench', node_version: process.version });
  metricsRoute(server, {
    registry: metrics.registry,
    self,
    log: pino({ level: 'error' }, process.stderr),
    phase: () => 'ready',
    refresh: () => self.refresh(),
  });
  server.server.on('request', (_request, response) => response.once('close', () => setImmediate(afterwards)));
  await server.listen({ host: '127.0.0.1', port: 0 });
  return (server.server.address() as AddressInfo).port;
}
