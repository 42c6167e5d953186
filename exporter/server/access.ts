import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { LOGS_PATH } from '../sources/receiver.ts';

/** Where Amazon Data Firehose puts its access key; it cannot be told to send an Authorization header. */
const FIREHOSE_KEY = 'x-amz-firehose-access-key';

/**
 * Lets only requests with `Authorization: Bearer TOKEN` through to the routes of a server; others get 401 with a
 * sentence that says what is missing. While the token is null, only this machine reaches the server, and what has
 * to be kept out are the web pages that its browsers show: they get 403. Of log lines, the token may be the access key of Amazon
 * Data Firehose.
 */
export function guard(server: FastifyInstance, token: () => string | null): void {
  server.addHook('onRequest', async (request, reply) => {
    const expected = token();
    if (expected === null) {
      const problem = foreignPage(request.headers);
      if (problem !== null) await reply.code(403).send({ error: problem });
      return;
    }
    const problem =
      request.routeOptions.url === LOGS_PATH.path
        ? wrongKey(request.headers, expected)
        : wrongToken(request.headers, expected);
    if (problem === null) return;
    await reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({
        error: `The request ${problem} Authorization header. Send "Bearer" and the token of exporter.token_file.`,
      });
  });
}

function wrongKey(headers: IncomingHttpHeaders, expected: string): string | null {
  const key = headers[FIREHOSE_KEY];
  if (headers.authorization !== undefined || typeof key !== 'string') return wrongToken(headers, expected);
  return isSame(key, expected) ? null : 'has a wrong access key, and no';
}

function wrongToken({ authorization }: IncomingHttpHeaders, expected: string): string | null {
  if (authorization === undefined) return 'has no';
  const given = /^bearer +(.*)$/i.exec(authorization)?.[1] ?? '';
  return isSame(given, expected) ? null : 'has a wrong';
}

function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

// Digests are of one length, whatever was sent, so that comparing them tells nothing by its time.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * Why a request may come from a web page of strangers; null where it does not. Such a page can send requests to
 * loopback (the browser then adds Origin), and by pointing its own name there it can read the answers too (the
 * browser then sends that name as Host).
 */
function foreignPage({ host, origin }: IncomingHttpHeaders): string | null {
  if (host !== undefined && !isOwnName(host)) {
    return `The request is for the host "${host}", which may be anybody's. Ask for 127.0.0.1 or localhost, or set exporter.token_file.`;
  }
  if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) return null;
  return `The request comes from the web page "${origin}". Without a token it is refused: set exporter.token_file.`;
}

// Addresses, and names that no stranger can register: without a dot, or below a domain kept for private use.
function isOwnName(host: string): boolean {
  const name = host
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  return isIP(name) !== 0 || !name.includes('.') || /\.(?:localhost|internal)$/.test(name);
}
