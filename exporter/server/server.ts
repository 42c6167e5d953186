import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { SELF_SERVICE } from '../../conventions/labels.ts';
import { goldenSignals } from '../../instrument/fastify.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';
import type { ReloadResult } from '../app.ts';
import { scrape } from '../outputs/prometheus/scrape.ts';
import type { SelfMetrics } from '../self_metrics.ts';
import type { SourceRunner } from '../source_runner.ts';
import { AlertBook } from './alert_book.ts';
import { alertRoutes } from './alert_routes.ts';
import { requireToken } from './authentication.ts';
import { statusPage } from './status_page.ts';

export interface ServerOptions {
  readonly registry: MetricRegistry;
  readonly self: SelfMetrics;
  readonly sources: Pick<SourceRunner, 'ids'>;
  /** The bearer token that requests must carry; null where only this machine can reach the server. */
  readonly token: string | null;
  readonly version: string;
  readonly log: Logger;
  readonly isReady: () => boolean;
  readonly reload: () => Promise<ReloadResult>;
}

const PLAIN = 'text/plain; charset=utf-8';

/** The exporter's HTTP server, not yet listening; it watches itself as service "goldwatch". */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { registry, self, token, version, log, isReady, reload, sources } = options;
  const server = Fastify({ bodyLimit: 1_048_576, requestTimeout: 30_000, forceCloseConnections: 'idle' });
  await server.register(goldenSignals, { service: SELF_SERVICE, scope: self.scope });
  server.setErrorHandler(async (error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'A request failed.');
    // The inside of a failure is for the log; the caller may be anybody.
    await reply
      .code(status)
      .send({ error: status >= 500 ? 'The exporter failed; its log says why.' : error.message });
  });
  server.setNotFoundHandler(async (request, reply) => {
    await reply
      .code(404)
      .send({ error: `There is no ${request.method} ${request.url}. See / for what there is.` });
  });

  server.get('/-/healthy', (_request, reply) => reply.type(PLAIN).send('The exporter is alive.\n'));
  server.get('/-/ready', (_request, reply) =>
    isReady()
      ? reply.type(PLAIN).send('The exporter is ready.\n')
      : reply
          .code(503)
          .type(PLAIN)
          .send('The exporter is catching up with what happened while it was down.\n'),
  );

  await server.register(async (guarded) => {
    requireToken(guarded, token);
    guarded.get('/metrics', async (request, reply) => {
      // Values from before the catch-up would look to Prometheus like counters that were reset.
      if (!isReady()) {
        return reply
          .code(503)
          .type(PLAIN)
          .send('The exporter is catching up; its counters are not complete yet.\n');
      }
      self.refresh();
      const { contentType, body } = await scrape(
        registry.registry,
        request.headers.accept,
        (metric, error) => {
          self.collectFailed(metric);
          log.error(
            { err: error, metric },
            'The collection of a metric failed; it is missing from this scrape.',
          );
        },
      );
      return reply.type(contentType).send(body);
    });
    guarded.route({
      method: ['POST', 'PUT'],
      url: '/-/reload',
      handler: async (_request, reply) => {
        const { ok, message } = await reload();
        return reply
          .code(ok ? 200 : 400)
          .type(PLAIN)
          .send(`${message}\n`);
      },
    });
    guarded.get('/', (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .send(statusPage({ version, ready: isReady(), sources: sources.ids })),
    );
    alertRoutes(guarded, new AlertBook(self.scope, log));
  });
  return server;
}
