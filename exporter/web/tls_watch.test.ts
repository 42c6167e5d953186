import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { certificate } from './testing_certificates.ts';
import { readTlsFiles } from './tls_files.ts';
import { TlsWatch } from './tls_watch.ts';

const CONFIG = {
  cert_file: 'cert.pem',
  key_file: 'key.pem',
  client_auth_type: 'NoClientCert',
  min_version: 'TLS12',
} as const;

async function watched() {
  const directory = await temporaryDirectory();
  const [first, second] = await Promise.all([
    certificate(directory, 'first'),
    certificate(directory, 'second'),
  ]);
  const write = async ({ cert, key }: { cert?: string; key?: string }) => {
    if (cert !== undefined) await writeFile(join(directory, 'cert.pem'), cert);
    if (key !== undefined) await writeFile(join(directory, 'key.pem'), key);
  };
  await write(first);
  const told: string[] = [];
  const watch = new TlsWatch({
    config: CONFIG,
    baseDirectory: directory,
    files: await readTlsFiles(CONFIG, directory),
    onChange: () => told.push('changed'),
    onFine: () => told.push('fine'),
    onTrouble: (message) => told.push(message.replaceAll(`${directory}/`, '')),
  });
  onTestFinished(() => watch.stop());
  return { watch, write, told, first, second };
}

const MISMATCH =
  'The key key.pem does not belong to the certificate cert.pem. Let both files of exporter.tls_server_config be of one pair.';

test('new files are used at the next look', async () => {
  const { watch, write, told, second } = await watched();
  await watch.look();
  expect(told).toEqual([]);

  await write(second);
  await watch.look();
  await watch.look();

  expect(told).toEqual(['changed', 'fine']);
});

test('whoever replaces the certificate before the key is not told that they differ', async () => {
  const { watch, write, told, second } = await watched();
  await write({ cert: second.cert });
  await watch.look();
  await write({ key: second.key });
  await watch.look();

  expect(told).toEqual(['changed', 'fine']);
});

test('files that stay broken are told once, and that they are right again', async () => {
  const { watch, write, told, first, second } = await watched();
  await write({ cert: second.cert });
  for (let look = 0; look < 4; look += 1) await watch.look();
  expect(told).toEqual([MISMATCH]);

  await write(first);
  await watch.look();
  expect(told).toEqual([MISMATCH, 'fine']);
});
