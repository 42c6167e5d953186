import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { startSmtpServer } from '../../tests/support/smtp_server.ts';
import type { MailServer } from './settings.ts';

/** A mail server on a free port which does what a test says, without TLS unless told; it ends with the test. */
export async function mailServerThat(behaves: SMTPServerOptions): Promise<MailServer> {
  // A client that goes away in the middle is what some tests are about.
  const { address, stop } = await startSmtpServer({ closeTimeout: 1, ...behaves }, () => {});
  onTestFinished(stop);
  return settingsOfServer(address);
}

/** Settings for a mail server without TLS. */
export function settingsOfServer(smarthost: string): MailServer {
  return { smarthost, from: 'goldwatch <alerts@example.com>', require_tls: false };
}

/** A mail server that keeps what it gets, as text, and may be told to refuse. */
export async function mailBox() {
  const box = { mails: [] as string[], refuses: null as string | null };
  const server = await mailServerThat({
    onMailFrom: (_address, _session, done) =>
      box.refuses === null ? done() : done(Object.assign(new Error(box.refuses), { responseCode: 451 })),
    onData: (stream, _session, done) => {
      buffer(stream).then((raw) => {
        box.mails.push(raw.toString());
        done();
      }, done);
    },
  });
  return { box, server };
}

/** A web server that counts calls, and answers with a status; it ends with the test. */
export async function callBox() {
  const box = { calls: [] as string[], status: 200, hangs: false };
  const server = createServer((request, response) => {
    box.calls.push(`${request.method} ${request.url}`);
    if (!box.hangs) response.writeHead(box.status).end('OK');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { box, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/s3cret-uuid` };
}
