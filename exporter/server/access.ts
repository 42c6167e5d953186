import { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LOGS_PATH } from '../sources/receiver.ts';
import type { Gate, Knock } from '../web/gate.ts';
import type { Refusal, RefusalReason } from '../web/refusals.ts';
import type { Place } from '../web/settings.ts';
import { RECEIVED_PATHS } from './receiver_routes.ts';

/** Where Amazon Data Firehose puts its access key; it cannot be told to send an Authorization header. */
const FIREHOSE_KEY = 'x-amz-firehose-access-key';

const EVENT_PATHS: ReadonlySet<string> = new Set(RECEIVED_PATHS.map(({ path }) => path));

/**
 * Lets only those requests through to the routes of a server that the gate of the moment lets in; others get its sentence before
 * their body is read. Of log lines, the token may be the access key of Amazon Data Firehose.
 */
export function guard(
  server: FastifyInstance,
  gate: () => Gate,
  onRefused: (reason: RefusalReason) => void,
): void {
  server.addHook('onRequest', async (request, reply) => {
    const refusal = await refusalNow(gate, knockOf(request));
    // Who has gone meanwhile would never be known to go: what waits for the end of the connection would wait for ever.
    if (reply.raw.destroyed) return reply.hijack();
    if (refusal === null) return;
    const { status, reason, error, challenges, retryAfter } = refusal;
    onRefused(reason);
    if (challenges !== undefined) reply.header('www-authenticate', challenges);
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
    await reply.code(status).header('cache-control', 'no-store').send({ error });
  });
}

// To compare a password takes long; a reload meanwhile may have taken it away.
async function refusalNow(gate: () => Gate, knock: Knock): Promise<Refusal | null> {
  const present = gate();
  const refusal = await present.refusal(knock);
  return refusal === null && gate() !== present ? refusalNow(gate, knock) : refusal;
}

function knockOf({ headers, routeOptions, raw }: FastifyRequest): Knock {
  const url = routeOptions.url ?? '';
  const key = headers[FIREHOSE_KEY];
  return {
    places: placesOf(url),
    headers,
    accessKey: url === LOGS_PATH.path && typeof key === 'string' ? key : null,
    address: raw.socket.remoteAddress ?? 'nowhere',
    certificate: raw.socket instanceof TLSSocket ? certificateOf(raw.socket) : 'none',
  };
}

/** Which policies open a route. */
export function placesOf(url: string): readonly Place[] {
  if (EVENT_PATHS.has(url)) return ['events'];
  if (url === '/metrics' || url === '/v1/metrics/families') return ['metrics'];
  if (url === '/v1/alerts') return ['alerts'];
  // The view of /metrics in a browser is made of the same files as the page.
  return url.startsWith('/assets/') ? ['page', 'metrics'] : ['page'];
}

function certificateOf(socket: TLSSocket): Knock['certificate'] {
  // A session that is resumed without a certificate is "authorized", too.
  if (socket.getPeerX509Certificate() === undefined) return 'none';
  return socket.authorized ? 'verified' : 'wrong';
}
