import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { sumOf } from '../../tests/support/metrics.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { exporterUnderTest, failureOf } from '../testing.ts';
import { type CertificateFiles, certificate } from '../web/testing_certificates.ts';
import { send } from './testing.ts';

interface Pairs {
  readonly authority: CertificateFiles;
  readonly first: CertificateFiles;
  readonly second: CertificateFiles;
  readonly stranger: CertificateFiles;
  readonly forServers: CertificateFiles;
}

let pairs: Pairs;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-certificates-'));
  const [authority, stranger] = await Promise.all([
    certificate(directory, 'authority'),
    certificate(directory, 'stranger'),
  ]);
  const [first, second, forServers] = await Promise.all([
    certificate(directory, 'first', authority),
    certificate(directory, 'second', authority),
    certificate(directory, 'servers', authority, 'serverAuth'),
  ]);
  pairs = { authority, first, second, stranger, forServers };
  return () => rm(directory, { recursive: true });
});

const FILES = { cert_file: 'cert.pem', key_file: 'key.pem' };
const FOR_CLIENTS = { ...FILES, client_ca_file: 'ca.pem' };

async function writePair(directory: string, { cert, key }: Pick<CertificateFiles, 'cert' | 'key'>) {
  await writeFile(join(directory, 'cert.pem'), cert);
  await writeFile(join(directory, 'key.pem'), key);
}

/** An exporter that speaks HTTPS with the first certificate. */
async function secured(
  tls: Readonly<Record<string, unknown>> = FILES,
  more: Readonly<Record<string, unknown>> = {},
) {
  const directory = await temporaryDirectory();
  await writePair(directory, pairs.first);
  await copyFile(pairs.authority.certFile, join(directory, 'ca.pem'));
  const under = await exporterUnderTest({ exporter: { tls_server_config: tls, ...more } }, { directory });
  await under.exporter.ready;
  return under;
}

/** Asks over HTTPS, and resolves to status, body and the name in the certificate. */
async function ask(url: string, options: RequestOptions = {}) {
  const asked = get(url, { ca: pairs.authority.cert, agent: false, ...options });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const { subject } = (response.socket as TLSSocket).getPeerCertificate();
  return { status: response.statusCode, body: await text(response), name: subject.CN };
}

test('the exporter speaks HTTPS, and says over HTTP that it does', async () => {
  const { url, log } = await secured();

  expect(url).toMatch(/^https:/);
  const { status, body, name } = await ask(`${url}/metrics`);
  expect({ status, name }).toEqual({ status: 200, name: 'first' });
  const days =
    (sumOf(body, 'goldwatch_tls_certificate_expiry_timestamp_seconds') - Date.now() / 1000) / 86_400;
  expect(Math.round(days)).toBe(2);
  expect(sumOf(body, 'goldwatch_tls_last_reload_successful')).toBe(1);
  const plain = await send(url, 'GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n');
  expect(plain.split('\r\n')[0]).toBe('HTTP/1.1 400 Bad Request');
  expect(plain.split('\r\n\r\n')[1]).toBe(
    '{"error":"Only HTTPS is spoken here. Ask for an address that begins with https://."}',
  );
  expect(await send(url, '\x16\x03\x01\x00\x05nonsense')).not.toContain('HTTP');
  expect((await ask(`${url}/-/ready`)).status).toBe(200);
  expect(log.messages('warn')).toEqual([]);
});

test('a version of TLS older than min_version is not spoken', async () => {
  const { url } = await secured({ ...FILES, min_version: 'TLS13' });

  await expect(ask(`${url}/-/ready`, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/protocol version/);
  expect((await ask(`${url}/-/ready`)).status).toBe(200);
});

test('a reload takes the certificate that is there then, and refuses a broken one', async () => {
  const { url, exporter, directory, next } = await secured();
  const { first, second } = pairs;

  await writePair(directory, second);
  expect(await exporter.reload()).toEqual({ ok: true, message: 'The configuration is loaded.' });
  expect((await ask(`${url}/-/ready`)).name).toBe('second');

  await writePair(directory, { cert: first.cert, key: second.key });
  const path = (name: string) => join(directory, name);
  expect(await exporter.reload()).toEqual({
    ok: false,
    message:
      'The configuration in use stays as it is, since the new one cannot be used:\n' +
      `The key ${path('key.pem')} does not belong to the certificate ${path('cert.pem')}. Let both files of exporter.tls_server_config be of one pair.`,
  });
  expect((await ask(`${url}/-/ready`)).name).toBe('second');

  await writePair(directory, first);
  next({ exporter: {} });
  expect((await exporter.reload()).message).toBe(
    'The configuration is loaded. exporter.tls_server_config has changed: it takes effect at the next start.',
  );
  expect((await ask(`${url}/-/ready`)).name).toBe('first');
});

test.each([
  ['has ended', 3, /^The certificate of exporter\.tls_server_config has ended at \S+Z\. Renew it\.$/],
  [
    'is not valid yet',
    -3,
    /^The certificate of exporter\.tls_server_config is not valid before \S+Z\. Set the clock, or take another one\.$/,
  ],
])('a certificate that %s is used, and the log says so', async (_what, days, sentence) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * 86_400_000 });
  onTestFinished(() => void vi.useRealTimers());
  const { log } = await secured();

  expect(log.messages('warn')).toEqual([expect.stringMatching(sentence)]);
});

test('files that cannot be used keep the exporter from starting, with what to do', async () => {
  const directory = await temporaryDirectory();
  const failure = () => failureOf({ exporter: { tls_server_config: FILES } }, directory);
  const path = (name: string) => join(directory, name);

  expect(await failure()).toBe(
    `The file ${path('cert.pem')} (exporter.tls_server_config.cert_file) cannot be read: ENOENT: no such file or directory, open '${path('cert.pem')}'. ` +
      'Let it be a file that the user who runs the exporter can read.',
  );
  await writePair(directory, { cert: 'nothing', key: pairs.first.key });
  expect(await failure()).toBe(
    `The file ${path('cert.pem')} (exporter.tls_server_config.cert_file) holds no certificate as PEM.`,
  );
  await writePair(directory, { cert: pairs.first.cert, key: 'nothing' });
  expect(await failure()).toBe(
    `The file ${path('key.pem')} (exporter.tls_server_config.key_file) holds no private key as PEM, or one with a passphrase.`,
  );
});

test('where certificates of clients are wanted, only they let in, but for health checks', async () => {
  const { url } = await secured(
    { ...FOR_CLIENTS, client_auth_type: 'RequireAndVerifyClientCert' },
    { listen: '0.0.0.0:0', http_config: { tls_config: { cert_file: 'cert.pem', key_file: 'key.pem' } } },
  );
  const at = (path: string) => url.replace('0.0.0.0', '127.0.0.1') + path;
  const shown = ({ cert, key }: CertificateFiles) => ({ cert, key });
  const refused = (problem: string) => ({
    status: 403,
    body: `{"error":"The request comes ${problem}. Send one that exporter.tls_server_config.client_ca_file has signed."}`,
  });

  expect(await ask(at('/metrics'), shown(pairs.second))).toMatchObject({ status: 200 });
  expect(await ask(at('/metrics'))).toMatchObject(refused('without a client certificate'));
  for (const wrong of [pairs.stranger, pairs.forServers])
    expect(await ask(at('/metrics'), shown(wrong))).toMatchObject(
      refused(
        'with a client certificate of another authority, or one that is not valid now or not for clients',
      ),
    );
  expect(await ask(at('/-/ready'))).toMatchObject({ status: 200 });
  const byName = { headers: { host: 'exporter.example.com' }, checkServerIdentity: () => undefined };
  const host = { ...shown(pairs.second), ...byName };
  expect(await ask(at('/metrics'), host), 'by any name').toMatchObject({ status: 200 });
});

test('whoever resumes a session has shown no certificate by that', async () => {
  const { url } = await secured(
    { ...FOR_CLIENTS, client_auth_type: 'RequireAndVerifyClientCert' },
    { http_config: { tls_config: { cert_file: 'cert.pem', key_file: 'key.pem' } } },
  );
  const port = Number(new URL(url).port);
  const asked = async (session?: Buffer) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: pairs.authority.cert,
      ...(session && { session }),
    });
    onTestFinished(() => void socket.destroy());
    const ticket = once(socket, 'session');
    await once(socket, 'secureConnect');
    const isResumed = socket.isSessionReused();
    socket.write('GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n');
    const [answer] = await once(socket, 'data');
    const status = String(answer).split('\r\n')[0];
    // A client gets no ticket for what it resumes.
    return { ticket: isResumed ? undefined : ((await ticket)[0] as Buffer), isResumed, status };
  };
  const { ticket } = await asked();

  expect(await asked(ticket)).toMatchObject({ isResumed: true, status: 'HTTP/1.1 403 Forbidden' });
});

test('a certificate that need not be shown must be right where it is', async () => {
  const { url } = await secured({ ...FOR_CLIENTS, client_auth_type: 'VerifyClientCertIfGiven' });
  const { cert, key } = pairs.stranger;

  expect((await ask(`${url}/metrics`)).status).toBe(200);
  expect((await ask(`${url}/metrics`, { cert, key })).status).toBe(403);
});
