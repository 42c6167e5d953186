import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Why a connection was cut off: it was idle longest and another came; none was idle, and it only waited for events, to come again; or all
 * were busy and it came last.
 */
export type CutOffReason = 'idle' | 'stream' | 'too_many';

export interface ConnectionsOptions {
  readonly maximum: () => number;
  readonly onCutOff: (reason: CutOffReason) => void;
  /** Whether the answer to a request never ends, and its client asks again. */
  readonly isStream: (url: string) => boolean;
}

interface Connection {
  readonly socket: Socket;
  /** Requests that are being answered. */
  requests: number;
  /** How many of them are for streams. */
  streams: number;
}

/**
 * Bounds the connections of servers. Where there are too many, the one on which nothing has been asked for longest makes room, so that
 * idle ones, those that never come to an end with a request and open pages keep nobody out.
 */
export class Connections {
  readonly #options: ConnectionsOptions;
  /** By address and port of the client; the one that was used longest ago first. */
  readonly #open = new Map<string, Connection>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Watches the connections of a server, which may be one of HTTPS. */
  watch(server: HttpServer): void {
    server.on('connection', (socket: Socket) => this.#opened(socket));
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.#asked(request, response),
    );
  }

  /** Ends those on which nothing is being answered, also where they have not said a word yet. */
  endIdle(): void {
    for (const { socket, requests } of this.#open.values()) if (requests === 0) socket.destroy();
  }

  #opened(socket: Socket): void {
    const key = keyOf(socket);
    const connection = { socket, requests: 0, streams: 0 };
    this.#open.set(key, connection);
    socket.once('close', () => {
      if (this.#open.get(key) === connection) this.#open.delete(key);
    });
    if (this.#open.size > this.#options.maximum()) this.#makeRoom(key);
  }

  #makeRoom(newest: string): void {
    let [key, reason]: [string, CutOffReason] = [newest, 'too_many'];
    for (const [other, { requests, streams }] of this.#open) {
      if (other === newest || requests > streams) continue;
      if (requests === 0) {
        [key, reason] = [other, 'idle'];
        break;
      }
      // A scrape is worth more than a page that is open.
      if (key === newest) [key, reason] = [other, 'stream'];
    }
    this.#open.get(key)?.socket.destroy();
    this.#open.delete(key);
    this.#options.onCutOff(reason);
  }

  #asked({ socket, url = '' }: IncomingMessage, response: ServerResponse): void {
    const key = keyOf(socket);
    const connection = this.#open.get(key);
    if (connection === undefined) return;
    const streams = this.#options.isStream(url) ? 1 : 0;
    connection.requests += 1;
    connection.streams += streams;
    response.once('close', () => {
      connection.requests -= 1;
      connection.streams -= streams;
      if (this.#open.get(key) !== connection) return;
      this.#open.delete(key);
      this.#open.set(key, connection);
    });
  }
}

// The same for a connection and for the TLS within it.
function keyOf({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localPort}`;
}
