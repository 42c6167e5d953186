import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { readSecret } from './secret_file.ts';
import type { MailServer } from './settings.ts';

/** The longest that sending one mail may take, in milliseconds. */
const LONGEST_MS = 30_000;
const TLS_FROM_THE_START = 465;

/** One mail, as text and as HTML. */
export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What is before the `@` of the Message-ID: a mail that is sent again has the same, so that mailboxes may tell. */
  readonly id: string;
}

/**
 * Sends a mail, and resolves to the addresses that the server has refused where it has taken others.
 * Rejects with an Error whose message is a sentence without secrets: where the server cannot be reached, refuses, or takes longer than
 * half a minute; where the password file cannot be read; or when `stop` aborts.
 */
export async function sendMail(
  server: MailServer,
  mail: Mail,
  { baseDirectory, stop }: { readonly baseDirectory: string; readonly stop: AbortSignal },
): Promise<string[]> {
  const password =
    server.password_file === undefined
      ? null
      : await readSecret(server.password_file, baseDirectory, 'notify.email.password_file');
  const late = AbortSignal.timeout(LONGEST_MS);
  const signal = AbortSignal.any([stop, late]);
  const socket = new AbortableSocket(server, signal);
  try {
    return await send(server, mail, await socket.connected(), password);
  } catch (error) {
    if (stop.aborted) throw new Error('The mail was not sent, since the exporter stops.');
    const reason = late.aborted ? `it takes longer than ${LONGEST_MS / 1000} s` : reasonOf(error, password);
    throw new Error(`The mail server ${server.smarthost} does not take the mail: ${reason}.`);
  } finally {
    socket.destroy();
  }
}

async function send(
  server: MailServer,
  { id, to, ...content }: Mail,
  connection: Socket,
  password: string | null,
): Promise<string[]> {
  const { host, port } = addressOf(server);
  // Most exporters never send a mail.
  const { createTransport } = await import('nodemailer');
  const isSecure = port === TLS_FROM_THE_START;
  const transport = createTransport({
    connection,
    host,
    port,
    secure: isSecure,
    requireTLS: server.require_tls && !isSecure,
    ...(server.username !== undefined && { auth: { user: server.username, pass: password ?? '' } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { rejected } = await transport.sendMail({
    ...content,
    from: server.from,
    to: [...to],
    messageId: `<${id}@${domainOf(server.from)}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  return rejected;
}

/** A connection that an abort ends, whatever it is used for. */
class AbortableSocket {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #abort = () => void this.#socket.destroy(new Error('aborted'));

  constructor(server: MailServer, signal: AbortSignal) {
    this.#signal = signal;
    this.#socket = connect(addressOf(server));
    // Told to whoever uses it at the time.
    this.#socket.on('error', () => {});
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  async connected(): Promise<Socket> {
    await once(this.#socket, 'connect', { signal: this.#signal });
    return this.#socket;
  }

  destroy(): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#socket.destroy();
  }
}

function addressOf({ smarthost }: MailServer): { host: string; port: number } {
  const colon = smarthost.lastIndexOf(':');
  return {
    host: smarthost.slice(0, colon).replace(/^\[|\]$/g, ''),
    port: Number(smarthost.slice(colon + 1)),
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).replace(/>$/, '');
}

/** What went wrong, in one line without the password, which a server may send back. */
function reasonOf(error: unknown, password: string | null): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const text = (message || code || 'no reason is known').replace(/\s+/g, ' ').replace(/[.\s]+$/, '');
  if (password === null) return text;
  const forms = [password, Buffer.from(password).toString('base64')];
  return forms.reduce((left, form) => left.replaceAll(form, '<secret>'), text);
}
