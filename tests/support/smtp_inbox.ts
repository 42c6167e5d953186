import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { type RunningSmtpServer, startSmtpServer } from './smtp_server.ts';

/** A mail server on a free port, without TLS and passwords, that keeps every mail. */
export interface SmtpInbox extends RunningSmtpServer {
  readonly mails: readonly Email[];
}

/** Starts an SmtpInbox. */
export async function startSmtpInbox(): Promise<SmtpInbox> {
  const mails: Email[] = [];
  const server = await startSmtpServer({
    onData: (stream, _session, done) => {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          mails.push(mail);
          done();
        }, done);
    },
  });
  return { ...server, mails };
}
