import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { scrape } from '../outputs/prometheus/scrape.ts';
import type { SelfMetrics } from '../self_metrics.ts';
import { type Phase, PLAIN_TEXT } from './health_routes.ts';

const NOT_NOW = {
  'catching up': 'The exporter is catching up; its counters are not complete yet.\n',
  stopping: 'The exporter is stopping; its counters are not complete any more.\n',
} as const;

export interface MetricsRouteOptions {
  readonly registry: Registry;
  readonly self: SelfMetrics;
  readonly log: Logger;
  readonly phase: () => Phase;
  /** Called before each scrape. */
  readonly refresh: () => void;
}

/** `GET /metrics`: what Prometheus scrapes. */
export function metricsRoute(server: FastifyInstance, options: MetricsRouteOptions): void {
  const { registry, self, log, phase, refresh } = options;
  const onFailure = (metric: string, error: unknown) => {
    self.collectFailed(metric);
    log.error({ err: error, metric }, 'The collection of a metric failed; it is missing from this scrape.');
  };
  server.get('/metrics', async (request, reply) => {
    const now = phase();
    // Values from before the catch-up would look to Prometheus like counters that were reset.
    if (now !== 'ready') return reply.code(503).type(PLAIN_TEXT).send(NOT_NOW[now]);
    refresh();
    const { contentType, body } = await scrape(registry, request.headers.accept, onFailure);
    return reply.type(contentType).send(body);
  });
}
