import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { Exposition } from '../../metrics/exposition/exposition.ts';
import { Scrapes } from '../outputs/prometheus/scrapes.ts';
import type { SelfMetrics } from '../self_metrics.ts';
import { type Phase, PLAIN_TEXT } from './health_routes.ts';
import { familiesRoute, sendMetricsPage, wantsMetricsPage } from './metrics_page.ts';

const NOT_NOW = {
  'catching up': 'The exporter is catching up; its counters are not complete yet.\n',
  stopping: 'The exporter is stopping; its counters are not complete any more.\n',
} as const;

export interface MetricsRouteOptions {
  readonly registry: Registry;
  readonly self: SelfMetrics;
  readonly log: Logger;
  readonly phase: () => Phase;
  /** Whether OpenMetrics says in series of their own when counters and histograms began. */
  readonly createdSeries?: () => boolean;
  /** Called before each scrape. */
  readonly refresh: () => void;
}

/** `GET` and `HEAD /metrics`: what Prometheus scrapes, and for a person with a browser a page of what there is. */
export function metricsRoute(server: FastifyInstance, options: MetricsRouteOptions): void {
  const { registry, self, log, phase, createdSeries = () => true, refresh } = options;
  const onFailure = (metric: string, error: unknown) => {
    self.collectFailed(metric);
    log.error({ err: error, metric }, 'The collection of a metric failed; it is missing from this scrape.');
  };
  const exposition = new Exposition(registry, onFailure, { created: createdSeries });
  const unavailable = () => {
    const now = phase();
    // Values from before the catch-up would look to Prometheus like counters that were reset.
    return now === 'ready' ? null : NOT_NOW[now];
  };
  const scrapes = new Scrapes({ renderer: exposition, self, log, unavailable, refresh });
  familiesRoute(server, { registry, phase, refresh, onFailure });
  server.route({
    method: ['GET', 'HEAD'],
    url: '/metrics',
    async handler(request, reply) {
      if (wantsMetricsPage(request)) return sendMetricsPage(reply, phase());
      const problem = await scrapes.answer(request.raw, reply.raw);
      if (problem !== null) return reply.code(503).type(PLAIN_TEXT).send(problem);
      reply.hijack();
    },
  });
}
