import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../tests/support/ports.ts';
import { startSmtpInbox } from '../../tests/support/smtp_inbox.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { sendMail } from './mail.ts';
import type { MailServer } from './settings.ts';
import { mailBox, mailServerThat, settingsOfServer } from './testing.ts';

const MAIL = {
  to: ['Ops <ops@example.com>', 'dev@example.com'],
  subject: 'goldwatch: nothing fired',
  text: 'Nothing fired.\n',
  html: '<p>Nothing fired.</p>\n',
  id: 'goldwatch-digest-1',
};
const PASSWORD = 'p4ss-w0rd-äöü';

async function sending(server: MailServer, stop = new AbortController().signal) {
  const baseDirectory = await temporaryDirectory();
  await writeFile(join(baseDirectory, 'password'), `${PASSWORD}\n`);
  await writeFile(join(baseDirectory, 'empty'), '\n');
  return { baseDirectory, sent: sendMail(server, MAIL, { baseDirectory, stop }) };
}

/** Why a mail is not sent; `It is sent.` where it is. */
async function failure(server: MailServer, stop?: AbortSignal): Promise<string> {
  const { baseDirectory, sent } = await sending(server, stop);
  const text = await sent.then(
    () => 'It is sent.',
    (error: Error) => error.message,
  );
  return text.replaceAll(baseDirectory, 'BASE').replaceAll(server.smarthost, 'SERVER');
}

/** A server on a free port that does this with each connection; it ends with the test. */
async function serverThat(serves: (socket: Socket) => void): Promise<string> {
  const server = createServer(serves).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a mail arrives with its text, its HTML and a Message-ID of its own', async () => {
  const inbox = await startSmtpInbox();
  onTestFinished(inbox.stop);

  const { sent } = await sending(settingsOfServer(inbox.address));

  expect(await sent).toEqual([]);
  expect(inbox.mails).toMatchObject([
    {
      from: { address: 'alerts@example.com', name: 'goldwatch' },
      to: [{ address: 'ops@example.com', name: 'Ops' }, { address: 'dev@example.com' }],
      subject: 'goldwatch: nothing fired',
      messageId: '<goldwatch-digest-1@example.com>',
      text: expect.stringMatching(/^Nothing fired\.\n+$/),
      html: expect.stringMatching(/^<p>Nothing fired\.<\/p>\n+$/),
    },
  ]);
});

test('a user and the password in the file are given to the server', async () => {
  const given: (string | null | undefined)[] = [];
  const server = await mailServerThat({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) => {
      given.push(username, password);
      done(null, { user: username });
    },
  });

  expect(await failure({ ...server, username: 'goldwatch', password_file: 'password' })).toBe('It is sent.');

  expect(given).toEqual(['goldwatch', PASSWORD]);
});

test('a server that refuses the password, and sends it back, does not bring it into the message', async () => {
  const server = await mailServerThat({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ password }, _session, done) =>
      done(new Error(`No: ${password} ${Buffer.from(password ?? '').toString('base64')}`)),
  });

  const text = await failure({ ...server, username: 'goldwatch', password_file: 'password' });

  expect(text).toBe(
    'The mail server SERVER does not take the mail: Invalid login: 535 No: <secret> <secret>.',
  );
});

test('addresses that the server refuses where it takes others are told', async () => {
  const server = await mailServerThat({
    onRcptTo: ({ address }, _session, done) => done(address.startsWith('ops') ? new Error('No.') : null),
  });
  const { sent } = await sending(server);
  expect(await sent).toEqual(['ops@example.com']);
});

test.each<[string, () => Promise<MailServer> | MailServer, string]>([
  [
    'a server that refuses the mail',
    async () => {
      const { box, server } = await mailBox();
      box.refuses = 'Come back\r\nlater.';
      return server;
    },
    'The mail server SERVER does not take the mail: Mail command failed: 451 Come back later.',
  ],
  [
    'a server without STARTTLS where that is asked for',
    async () => ({ ...(await mailServerThat({})), require_tls: true }),
    'The mail server SERVER does not take the mail: Error upgrading connection with STARTTLS: 500 Error: command not recognized.',
  ],
  [
    'no server',
    async () => settingsOfServer(`127.0.0.1:${await freePort()}`),
    'The mail server SERVER does not take the mail: connect ECONNREFUSED SERVER.',
  ],
  [
    'no password file',
    () => ({ ...settingsOfServer('127.0.0.1:1'), username: 'a', password_file: 'secrets/smtp' }),
    "The file BASE/secrets/smtp (notify.email.password_file) cannot be read: ENOENT: no such file or directory, open 'BASE/secrets/smtp'. Write the secret into it.",
  ],
  [
    'an empty password file',
    () => ({ ...settingsOfServer('127.0.0.1:1'), username: 'a', password_file: 'empty' }),
    'The file BASE/empty (notify.email.password_file) is empty. Write the secret into it.',
  ],
])('%s is said in a sentence', async (_what, server, expected) => {
  expect(await failure(await server())).toBe(expected);
});

test('a server whose certificate nobody vouches for gets neither password nor mail', async () => {
  const told: string[] = [];
  const server = await mailServerThat({
    disabledCommands: [],
    onAuth: (_auth, _session, done) => done(null, { user: told.push('password') }),
    onMailFrom: (_address, _session, done) => done(void told.push('mail') as null | undefined),
  });

  const text = await failure({
    ...server,
    require_tls: true,
    username: 'goldwatch',
    password_file: 'password',
  });

  // The one of the stand-in is both.
  expect(text).toMatch(/does not take the mail: (?:self-signed certificate|certificate has expired)\.$/);
  expect(told).toEqual([]);
});

test('a server that never says a word does not hold up a stop', async () => {
  const stop = new AbortController();
  const address = await serverThat((socket) => {
    socket.on('error', () => {});
    stop.abort();
  });

  expect(await failure(settingsOfServer(address), stop.signal)).toBe(
    'The mail was not sent, since the exporter stops.',
  );
});
