import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { SELF_SERVICE } from '../../conventions/labels.ts';
import { goldenSignals } from '../../instrument/fastify.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';
import type { AlertBook } from '../alerts/alert_book.ts';
import type { MirrorSlot } from '../mirror_slot.ts';
import type { ReloadResult } from '../reload.ts';
import type { SelfMetrics } from '../self_metrics.ts';
import type { SourceRunner } from '../source_runner.ts';
import { guard } from './access.ts';
import { alertRoutes } from './alert_routes.ts';
import { answerClientError, answerErrors, answerFrameworkError } from './errors.ts';
import { healthRoutes, type Phase, PLAIN_TEXT } from './health_routes.ts';
import { metricsRoute } from './metrics_route.ts';
import { receiverRoutes } from './receiver_routes.ts';
import { seenErrorsRoute } from './seen_errors_route.ts';
import { statusPage } from './status_page.ts';

export interface ServerOptions {
  readonly registry: MetricRegistry;
  readonly self: SelfMetrics;
  readonly sources: Pick<SourceRunner, 'states' | 'receiverFor' | 'seenErrors'>;
  readonly mirror: Pick<MirrorSlot, 'refresh' | 'trouble'>;
  readonly alerts: AlertBook;
  /** The bearer token that requests must carry; null where only this machine can reach the server. */
  readonly token: () => string | null;
  /** Whether OpenMetrics says in series of their own when counters and histograms began. */
  readonly createdSeries: () => boolean;
  readonly version: string;
  readonly log: Logger;
  readonly phase: () => Phase;
  readonly reload: () => Promise<ReloadResult>;
}

/** How long requests under way may take to end when the server does. */
const PATIENCE_MS = 5_000;

/** The exporter's HTTP server, not yet listening; it watches itself as service "goldwatch". */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { registry, self, token, createdSeries, version, log, phase, reload, sources, mirror, alerts } =
    options;
  const server = Fastify({
    bodyLimit: 1_048_576,
    requestTimeout: 30_000,
    // A client that has stopped to read would keep its answer in memory for ever.
    connectionTimeout: 120_000,
    forceCloseConnections: 'idle',
    // Labels of alerts may have any name; that one is not worth the loss of the alert.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  });
  server.removeContentTypeParser('text/plain');
  await server.register(goldenSignals, { service: SELF_SERVICE, scope: self.scope });
  answerErrors(server, log);
  healthRoutes(server, phase);
  await server.register(async (guarded) => {
    guard(guarded, token);
    const refresh = () => {
      self.refresh();
      mirror.refresh();
      alerts.forget();
    };
    metricsRoute(guarded, { registry: registry.registry, self, log, phase, createdSeries, refresh });
    alertRoutes(guarded, alerts, log);
    seenErrorsRoute(guarded, sources);
    await receiverRoutes(guarded, (path, name) => sources.receiverFor(path, name));
    guarded.route({
      method: ['POST', 'PUT'],
      url: '/-/reload',
      handler: async (_request, reply) => {
        const { ok, message } = await reload();
        return reply
          .code(ok ? 200 : 400)
          .type(PLAIN_TEXT)
          .send(`${message}\n`);
      },
    });
    guarded.get('/', (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .send(
          statusPage({ version, phase: phase(), sources: sources.states, mirrorTrouble: mirror.trouble }),
        ),
    );
  });
  return server;
}

/** Closes a server: idle connections at once, those with a request under way when that has ended or takes too long. */
export async function endServer(server: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), PATIENCE_MS);
  await server.close();
  clearTimeout(timer);
}
