import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail server on a free port, without TLS and passwords, that keeps every mail. */
export interface SmtpInbox {
  /** host:port */
  readonly address: string;
  readonly mails: readonly Email[];
  readonly stop: () => Promise<void>;
}

/** Starts an SmtpInbox. */
export async function startSmtpInbox(): Promise<SmtpInbox> {
  const mails: Email[] = [];
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _session, done) => {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          mails.push(mail);
          done();
        }, done);
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  return {
    address: `127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
    mails,
    stop: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
}
