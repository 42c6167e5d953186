import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A server in place of Slack, on a free port. */
export interface SlackStandIn {
  /** host:port */
  readonly address: string;
  /** Titles of the messages that it took, in order. */
  readonly titles: string[];
  /** What it answers with from now on. */
  status: number;
  readonly stop: () => Promise<void>;
}

/** Starts a server that takes messages as Slack's incoming webhooks do. */
export async function startSlack(): Promise<SlackStandIn> {
  const titles: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (standIn.status === 200) titles.push(titleOf(body));
      response.writeHead(standIn.status, { 'content-type': 'text/plain' }).end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const standIn: SlackStandIn = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    titles,
    status: 200,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return standIn;
}

function titleOf(body: string): string {
  const { attachments } = JSON.parse(body) as { attachments?: readonly { title?: string }[] };
  return attachments?.[0]?.title ?? '';
}
