import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { negotiateEncoding } from '../../metrics/exposition/accept_encoding.ts';
import type { LiveStatus } from '../status/live_status.ts';
import { UnknownHistoryError } from '../status/parts.ts';
import { routesQuery } from '../status/routes_query.ts';

const JSON_TEXT = 'application/json; charset=utf-8';

/** `GET /v1/status` and what is below it: what the status page and other readers get; see exporter/status/view.ts. */
export function statusRoutes(server: FastifyInstance, status: LiveStatus): void {
  server.get('/v1/status', (_request, reply) =>
    reply.header('cache-control', 'no-store').send(status.view()),
  );

  server.get('/v1/status/configuration', (_request, reply) =>
    reply.header('cache-control', 'no-store').send(status.configuration()),
  );

  server.get<{ Querystring: Record<string, unknown> }>('/v1/status/routes', async ({ query }, reply) => {
    const wanted = routesQuery(query);
    if (typeof wanted === 'string') return reply.code(400).send({ error: wanted });
    return reply.header('cache-control', 'no-store').send(await status.routes(wanted));
  });

  server.get<{ Querystring: { readonly range?: string } }>(
    '/v1/status/history',
    async ({ query, headers }, reply) => {
      const { range = '1h' } = query;
      const { ranges } = status;
      if (!ranges.includes(range)) {
        const known = ranges.length === 1 ? '1h; longer ones need exporter.prometheus' : ranges.join(', ');
        return reply.code(400).send({ error: `range is one of ${known}.` });
      }
      try {
        const { text, encoding } = await status.history(range, negotiateEncoding(headers['accept-encoding']));
        if (encoding !== 'identity') reply.header('content-encoding', encoding);
        return reply
          .headers({ 'cache-control': 'no-store', vary: 'Accept-Encoding' })
          .type(JSON_TEXT)
          .send(text);
      } catch (error) {
        if (!(error instanceof UnknownHistoryError)) throw error;
        return reply.code(503).send({ error: error.message });
      }
    },
  );

  server.get(
    '/v1/status/stream',
    { exposeHeadRoute: false, config: { goldenSignals: false } },
    async (_request, reply) => {
      const problem = status.openStream(reply.raw, reply.getHeaders() as OutgoingHttpHeaders);
      if (problem !== null) return reply.code(503).header('retry-after', '10').send({ error: problem });
      reply.hijack();
    },
  );

  // Before connections are waited for, which streams would keep open.
  server.addHook('preClose', async () => status.stop());
}
