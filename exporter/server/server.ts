import type { RequestListener } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { SELF_SERVICE } from '../../conventions/labels.ts';
import { goldenSignals } from '../../instrument/fastify.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';
import type { AlertBook } from '../alerts/alert_book.ts';
import { alertsView } from '../alerts/alert_view.ts';
import type { MirrorSlot } from '../mirror_slot.ts';
import type { ReloadResult } from '../reload.ts';
import type { SelfMetrics } from '../self_metrics.ts';
import type { SourceRunner } from '../source_runner.ts';
import type { LiveStatus } from '../status/live_status.ts';
import type { Front } from '../web/front.ts';
import { guard } from './access.ts';
import { alertRoutes } from './alert_routes.ts';
import { Connections } from './connections.ts';
import { answerClientError, answerErrors, answerFrameworkError } from './errors.ts';
import { healthRoutes, type Phase, PLAIN_TEXT } from './health_routes.ts';
import { createListener } from './listener.ts';
import { metricsRoute } from './metrics_route.ts';
import { pageRoutes } from './page/page_routes.ts';
import { receiverRoutes } from './receiver_routes.ts';
import { seenErrorsRoute } from './seen_errors_route.ts';
import { statusRoutes } from './status_routes.ts';

export interface ServerOptions {
  readonly registry: MetricRegistry;
  readonly self: SelfMetrics;
  readonly sources: Pick<SourceRunner, 'states' | 'receiverFor' | 'seenErrors'>;
  readonly mirror: Pick<MirrorSlot, 'refresh' | 'trouble'>;
  readonly alerts: AlertBook;
  readonly status: LiveStatus;
  /** Who is let in, and how. */
  readonly front: Pick<Front, 'gate' | 'tls'>;
  readonly maxConnections: () => number;
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
  const {
    registry,
    self,
    front,
    maxConnections,
    createdSeries,
    version,
    log,
    phase,
    reload,
    sources,
    mirror,
    alerts,
    status,
  } = options;
  const connections = new Connections({
    maximum: maxConnections,
    onCutOff: (reason) => self.connectionCutOff(reason),
    isStream: (url) => url.startsWith('/v1/status/stream'),
  });
  const server = Fastify({
    bodyLimit: 1_048_576,
    serverFactory: (handler: RequestListener) => createListener(handler, front.tls, connections),
    forceCloseConnections: 'idle',
    // Labels of alerts may have any name; that one is not worth the loss of the alert.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  });
  // Node leaves those open that have not asked for anything yet.
  server.addHook('preClose', async () => connections.endIdle());
  server.removeContentTypeParser('text/plain');
  await server.register(goldenSignals, { service: SELF_SERVICE, scope: self.scope });
  answerErrors(server, log);
  healthRoutes(server, phase);
  await server.register(async (guarded) => {
    guard(
      guarded,
      () => front.gate,
      (reason) => self.requestRefused(reason),
    );
    const refresh = () => {
      self.refresh();
      self.connections(connections.size, maxConnections());
      mirror.refresh();
      alerts.forget();
    };
    metricsRoute(guarded, { registry: registry.registry, self, log, phase, createdSeries, refresh });
    alertRoutes(guarded, alerts, log);
    seenErrorsRoute(guarded, sources);
    statusRoutes(guarded, status);
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
    pageRoutes(guarded, log, () => ({
      version,
      phase: phase(),
      sources: sources.states,
      mirrorTrouble: mirror.trouble,
      objectives: status.view().objectives,
      firing: alertsView(alerts.known, Date.now()).firing,
    }));
  });
  return server;
}

/** Closes a server: idle connections at once, those with a request under way when that has ended or takes too long. */
export async function endServer(server: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), PATIENCE_MS);
  await server.close();
  clearTimeout(timer);
}
