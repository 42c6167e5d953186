import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { fakeService, scrapeContext, targetUnderTest } from './testing.ts';

/** A target whose files are in a directory of its own. */
async function withFiles(address: string, more: Record<string, unknown>) {
  const baseDirectory = await temporaryDirectory();
  const under = targetUnderTest(address, more, scrapeContext({ baseDirectory }));
  return {
    ...under,
    baseDirectory,
    write: (name: string, text: string) => writeFile(join(baseDirectory, name), text),
  };
}

test('nothing is sent unless a file is named', async () => {
  const service = await fakeService();
  await targetUnderTest(service.url).scrape();
  expect(service.headers.authorization).toBeUndefined();
});

describe('a bearer token', () => {
  test('is read anew for each scrape, so that it can be changed', async () => {
    const service = await fakeService();
    const { scrape, write } = await withFiles(service.url, { bearer_token_file: 'token' });
    await write('token', 'first\n');
    await scrape();
    expect(service.headers.authorization).toBe('Bearer first');

    await write('token', 'second');
    await scrape();

    expect(service.headers.authorization).toBe('Bearer second');
  });

  test('that is not there is told with its file', async () => {
    const { scrape, baseDirectory } = await withFiles('http://127.0.0.1:1/metrics', {
      bearer_token_file: 'token',
    });

    expect(await scrape()).toBe(
      `credentials: The bearer_token_file ${baseDirectory}/token cannot be read (ENOENT). Make it, or name another one.`,
    );
  });

  test.each(['', 'two\nlines', 'sécret'])('that cannot be sent (%j) is told without it', async (secret) => {
    const { scrape, baseDirectory, write } = await withFiles('http://127.0.0.1:1/metrics', {
      bearer_token_file: 'token',
    });
    await write('token', secret);

    expect(await scrape()).toBe(
      `credentials: The bearer_token_file ${baseDirectory}/token must hold one line of visible ASCII characters. Write the secret to it.`,
    );
  });
});

test('user and password are sent as basic authentication', async () => {
  const service = await fakeService();
  const { scrape, write } = await withFiles(service.url, {
    basic_auth: { username: 'goldwatch', password_file: 'password' },
  });
  await write('password', 'open: sesame\n');

  await scrape();

  const sent = service.headers.authorization?.replace('Basic ', '') ?? '';
  expect(Buffer.from(sent, 'base64').toString()).toBe('goldwatch:open: sesame');
});

describe('a certificate', () => {
  test('is trusted where its authority is named, and not otherwise', async () => {
    const directory = await temporaryDirectory();
    const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
    ]);
    const pem = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
    const service = await fakeService('a 1\n', pem);

    expect(await targetUnderTest(service.url).scrape()).toBe(
      `certificate: ${service.url} is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). Name the authority of its certificate as ` +
        'tls.ca_file, or correct the certificate.',
    );
    expect(await targetUnderTest(service.url, { tls: { ca_file: cert } }).scrape()).toBeNull();
  });
});
