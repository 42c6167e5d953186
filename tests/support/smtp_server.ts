import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail server on a free port. */
export interface RunningSmtpServer {
  /** host:port */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a mail server that does what the options say, without TLS and passwords unless they say so. An error of a connection fails
 * the test unless `onError` takes it.
 */
export async function startSmtpServer(
  behaves: SMTPServerOptions,
  onError?: (error: Error) => void,
): Promise<RunningSmtpServer> {
  const smtp = new SMTPServer({ disabledCommands: ['AUTH', 'STARTTLS'], ...behaves });
  if (onError !== undefined) smtp.on('error', onError);
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  return {
    address: `127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
}
