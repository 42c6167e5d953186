import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/**
 * Lets only requests with `Authorization: Bearer TOKEN` through to the routes of a server; every request where
 * the token is null. Others get 401 with a sentence that says what is missing.
 */
export function requireToken(server: FastifyInstance, token: string | null): void {
  if (token === null) return;
  const expected = digest(`Bearer ${token}`);
  server.addHook('onRequest', async (request, reply) => {
    const given = request.headers.authorization;
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
    const problem = given === undefined ? 'has no' : 'has a wrong';
    await reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({
        error: `The request ${problem} Authorization header. Send "Bearer" and the token of exporter.token_file.`,
      });
  });
}

// Digests are of one length, whatever was sent, so that comparing them tells nothing by its time.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
