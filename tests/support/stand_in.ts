import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it arrived. */
export interface RawRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a service makes of a request: what it took, or why it refused, and its answer. */
export interface Verdict<T> {
  readonly accepted?: T;
  readonly refused?: string;
  readonly answer: { readonly status: number; readonly type: string; readonly body: string };
}

/** A server in place of a service, as strict as that, which keeps what it took and why it refused. */
export interface StandIn<T> {
  /** host:port */
  readonly address: string;
  readonly accepted: readonly T[];
  readonly refused: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Starts a StandIn on a free port. */
export async function startStandIn<T>(judge: (request: RawRequest) => Verdict<T>): Promise<StandIn<T>> {
  const accepted: T[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const verdict = judge({ path: request.url ?? '', headers: request.headers, body });
      if (verdict.accepted !== undefined) accepted.push(verdict.accepted);
      if (verdict.refused !== undefined) refused.push(verdict.refused);
      const { status, type, body: answer } = verdict.answer;
      response.writeHead(status, { 'content-type': type }).end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    refused,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
