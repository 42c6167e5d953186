import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { settingsOf, writeInto } from '../testing.ts';
import { readCredentials } from './credentials.ts';

const TOKEN = 'correct-horse-battery-staple';
const HASH = `$2b$10$${'a'.repeat(53)}`;
const TLS = { cert_file: 'cert.pem', key_file: 'key.pem' };

async function credentialsOf(exporter: Readonly<Record<string, unknown>>) {
  const directory = await temporaryDirectory();
  await writeInto(directory, 'token', TOKEN);
  await writeInto(directory, 'users.yml', `alice: ${HASH}`);
  return await readCredentials(settingsOf({ exporter }, directory));
}

test.each(['127.0.0.1:9464', '[::1]:9464', 'localhost:9464'])(
  'on %s nothing need be wanted',
  async (listen) => {
    expect(await credentialsOf({ listen })).toEqual({ token: null, users: new Map() });
  },
);

test.each(['0.0.0.0:9464', '[::]:9464', '192.0.2.1:9464', 'exporter.example.com:9464'])(
  'without authentication the exporter does not listen on %s',
  async (listen) => {
    await expect(credentialsOf({ listen })).rejects.toThrow(
      new Error(
        `The exporter would listen on ${listen}, which other machines may reach, without authentication. ` +
          'Set exporter.token_file (`npx goldwatch secrets FILE` makes one) or exporter.basic_auth_users_file, or let exporter.listen be 127.0.0.1:9464.',
      ),
    );
  },
);

test.each([
  [{ token_file: 'token' }, { token: TOKEN, users: new Map() }],
  [{ basic_auth_users_file: 'users.yml' }, { token: null, users: new Map([['alice', HASH]]) }],
  [
    {
      tls_server_config: { ...TLS, client_auth_type: 'RequireAndVerifyClientCert', client_ca_file: 'ca.pem' },
      http_config: { tls_config: { cert_file: 'client.pem', key_file: 'client_key.pem' } },
    },
    { token: null, users: new Map() },
  ],
])('with %j it does', async (settings, credentials) => {
  expect(await credentialsOf({ listen: '0.0.0.0:9464', ...settings })).toEqual(credentials);
});

test('a certificate that clients need not show is no authentication, nor is one of the server', async () => {
  const ofClients = { ...TLS, client_auth_type: 'VerifyClientCertIfGiven', client_ca_file: 'ca.pem' };

  for (const tls of [TLS, ofClients]) {
    await expect(credentialsOf({ listen: '0.0.0.0:9464', tls_server_config: tls })).rejects.toThrow(
      'without authentication',
    );
  }
});

test('a policy that wants the token wants that there is one', async () => {
  await expect(credentialsOf({ access: { events: 'token' } })).rejects.toThrow(
    new Error(
      'exporter.access.events lets in whoever has the token, and there is none. Set exporter.token_file ' +
        '(`npx goldwatch secrets FILE` makes one), or another policy.',
    ),
  );
});
