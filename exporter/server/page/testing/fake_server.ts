import type { ServerResponse } from 'node:http';
import Fastify from 'fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { StatusView } from '../../../status/view.ts';
import { familiesRoute, sendMetricsPage } from '../../metrics_page.ts';
import { pageRoutes } from '../page_routes.ts';
import { historyAt, routesAt, type Scenario, statusAt } from './fixtures.ts';

const STATUS_MS = 1_000;
const POINT_MS = 5_000;

/** The pages in front of made-up numbers, for who works on them and has no exporter at hand. */
export interface FakeServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves a scenario on a port of loopback; 0 is a free one. `change` may put other numbers into each status. */
export async function fakeServer(
  scenario: Scenario,
  port = 0,
  change: (status: StatusView) => StatusView = (status) => status,
): Promise<FakeServer> {
  const server = Fastify({ forceCloseConnections: true });
  const status = () => change(statusAt(scenario, Date.now()));
  pageRoutes(server, pino({ level: 'silent' }), () => {
    const { goldwatch, phase, sources, alerts, mirror, objectives } = status();
    return {
      version: goldwatch,
      phase,
      sources,
      firing: alerts.firing,
      mirrorTrouble: mirror?.trouble ?? null,
      objectives,
    };
  });
  familiesRoute(server, {
    registry: new Registry(),
    phase: () => 'ready',
    refresh() {},
    onFailure() {},
  });
  server.get('/metrics', (_request, reply) => sendMetricsPage(reply, 'ready'));
  server.get('/v1/status', () => status());
  server.get('/v1/status/history', () => historyAt(scenario, Date.now()));
  server.get<{ Querystring: { order?: string; search?: string } }>('/v1/status/routes', ({ query }) => {
    const found = routesAt(scenario, Date.now()).filter(({ route }) => route.includes(query.search ?? ''));
    const routes = (query.order === 'asc' ? found.toReversed() : found).slice(0, 50);
    return { version: 1, now: Date.now(), total: found.length, routes };
  });
  server.get('/v1/status/configuration', () => ({
    version: 1,
    readAt: Date.now(),
    text: 'version: 1\nservice:\n  name: demo-api\n',
  }));
  server.get('/v1/status/stream', (_request, reply) => {
    reply.hijack();
    stream(reply.raw, scenario, status);
  });
  const url = await server.listen({ host: '127.0.0.1', port });
  return { url, stop: () => server.close() };
}

function stream(response: ServerResponse, scenario: Scenario, status: () => StatusView): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = (event: string, value: unknown) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`);
  const timers = [
    setInterval(() => send('status', status()), STATUS_MS),
    setInterval(() => send('point', historyAt(scenario, Date.now(), 1)), POINT_MS),
  ];
  response.once('close', () => timers.forEach(clearInterval));
}
