import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import type { Connections } from './connections.ts';
import { answerExpectation, MOST_HEADERS, refuseOnSocket } from './errors.ts';

/** HTTPS, and whether clients are asked for certificates. */
export interface Tls {
  readonly context: () => SecureContextOptions;
  readonly asksForCertificates: boolean;
  /** Gets each server, to give it new certificates. */
  readonly onServer: (server: TlsServer) => void;
}

export interface TlsServer {
  setSecureContext(context: SecureContextOptions): void;
}

/** The first byte of TLS: a record of its handshake. */
const HANDSHAKE = 0x16;
const HANDSHAKE_MS = 10_000;

/** How long clients may take. */
export const LIMITS = {
  // From the first byte, or from the opening of the connection.
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // How often those two are looked at.
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 72_000,
  // Node would refuse without a word.
  requireHostHeader: false,
} as const satisfies ServerOptions;

/** Without a word for so long, a connection ends: whoever has stopped to read would keep its answer in memory for ever. */
const SILENCE_MS = 120_000;

/**
 * An HTTP or HTTPS server with its limits, not yet listening. HTTPS speaks HTTP/1.1 only: Prometheus and Alertmanager need no
 * more, and answers are written as fast as the client reads by means that HTTP/2 does not have.
 */
export function createListener(
  handler: RequestListener,
  tls: Tls | null,
  connections: Connections,
  limits: ServerOptions = LIMITS,
): Server {
  const server = tls === null ? createServer(limits, handler) : secureServer(handler, tls, limits);
  server.maxHeadersCount = MOST_HEADERS;
  server.setTimeout(SILENCE_MS);
  server.on('checkExpectation', answerExpectation);
  connections.watch(server);
  return server;
}

function secureServer(
  handler: RequestListener,
  { context, asksForCertificates, onServer }: Tls,
  limits: ServerOptions,
): Server {
  const options = {
    ...limits,
    ...context(),
    handshakeTimeout: HANDSHAKE_MS,
    requestCert: asksForCertificates,
    // Whoever has none is told so in a sentence, and may ask whether the exporter is alive.
    rejectUnauthorized: false,
  };
  const server = createSecureServer(options, handler);
  onServer(server);
  refusePlainHttp(server);
  // Node would tell it in HTTP; errors of a handshake are the client's, and end its connection.
  server.removeAllListeners('tlsClientError');
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  // It has all that Fastify and we use of the other.
  return server as unknown as Server;
}

/** Answers plain HTTP in a sentence; all else goes on to the handshake. */
function refusePlainHttp(server: ReturnType<typeof createSecureServer>): void {
  const handshakes = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const refuse = () => socket.destroy();
    socket.setTimeout(HANDSHAKE_MS, refuse);
    socket.once('error', refuse);
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return;
      socket.setTimeout(0, refuse);
      socket.off('error', refuse);
      if (first[0] !== HANDSHAKE) {
        socket.on('error', refuse);
        refuseOnSocket(
          socket,
          400,
          'Only HTTPS is spoken here. Ask for an address that begins with https://.',
        );
        return;
      }
      socket.unshift(first);
      for (const handshake of handshakes) handshake.call(server, socket);
    });
  });
}
