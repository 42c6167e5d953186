import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that an HttpInbox got. */
export interface ReceivedRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** A server on a free port that keeps the JSON body of every request. */
export interface HttpInbox {
  /** host:port */
  readonly address: string;
  readonly requests: readonly ReceivedRequest[];
  readonly stop: () => Promise<void>;
}

/** Starts an HttpInbox, which answers as Slack does: «ok», in plain text. */
export async function startHttpInbox(): Promise<HttpInbox> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { authorization } = request.headers;
      requests.push({ path: request.url ?? '', authorization, body: JSON.parse(body) as unknown });
      response.setHeader('content-type', 'text/plain').end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
