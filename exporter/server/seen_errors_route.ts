import type { FastifyInstance } from 'fastify';
import type { SourceRunner } from '../source_runner.ts';

const LIMIT = { usual: 50, most: 1000 } as const;

/** `GET /v1/errors`: groups of errors, those seen last first; `?limit=N` for so many of them. */
export function seenErrorsRoute(server: FastifyInstance, sources: Pick<SourceRunner, 'seenErrors'>): void {
  server.get<{ Querystring: { readonly limit?: string } }>('/v1/errors', async ({ query }, reply) => {
    const limit = query.limit === undefined ? LIMIT.usual : Number(query.limit);
    if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT.most) {
      return reply.code(400).send({ error: `limit is a whole number from 1 to ${LIMIT.most}.` });
    }
    const all = sources.seenErrors;
    const errors = all.slice(0, limit).map(({ firstSeen, lastSeen, ...group }) => ({
      ...group,
      first_seen: new Date(firstSeen).toISOString(),
      last_seen: new Date(lastSeen).toISOString(),
    }));
    return reply.send({ groups: all.length, errors });
  });
}
