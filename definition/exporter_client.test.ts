import { expect, test } from 'vitest';
import { exporterHttpConfig, exporterScheme, withExporterScheme } from './exporter_client.ts';
import { loadDefinition } from './load.ts';
import { composeStack } from './stack.ts';

const exporterOf = (text: string) =>
  loadDefinition(`service: { name: api }\nexporter: ${text}\n`, 'monitoring.yml', {}).exporter;

const USERS = 'basic_auth_users_file: users.yml';
const BASIC = 'basic_auth: { username: prometheus, password_file: secrets/scrape/password }';
const TLS = 'tls_server_config: { cert_file: cert.pem, key_file: key.pem }';
const bearer = { authorization: { type: 'Bearer', credentials_file: '/run/goldwatch/exporter/token' } };
const basic = {
  basic_auth: { username: 'prometheus', password_file: '/etc/prometheus/secrets/scrape/password' },
};

test.each([
  ['a token', '{}', true, bearer],
  ['a token and a password', `{ ${USERS}, http_config: { ${BASIC} } }`, true, bearer],
  ['a password alone', `{ ${USERS}, http_config: { ${BASIC} } }`, false, basic],
  [
    'a password where the token is not let in',
    `{ ${USERS}, access: { metrics: basic }, http_config: { ${BASIC} } }`,
    true,
    basic,
  ],
  ['nothing', '{}', false, {}],
])('Prometheus carries %s', (_what, exporter, hasToken, carried) => {
  const stack = hasToken ? composeStack : { exporterTokenFile: null };

  expect(exporterHttpConfig(exporterOf(exporter), stack, 'metrics', composeStack.scrapeSecretFile)).toEqual(
    carried,
  );
});

test('Prometheus trusts the authority that is named, and shows its certificate', () => {
  const tls =
    'http_config: { tls_config: { ca_file: secrets/scrape/ca.pem, server_name: exporter, cert_file: secrets/scrape/a.pem, key_file: /run/key.pem } }';

  expect(
    exporterHttpConfig(
      exporterOf(`{ ${TLS}, ${tls} }`),
      composeStack,
      'metrics',
      composeStack.scrapeSecretFile,
    ),
  ).toEqual({
    ...bearer,
    tls_config: {
      ca_file: '/etc/prometheus/secrets/scrape/ca.pem',
      cert_file: '/etc/prometheus/secrets/scrape/a.pem',
      key_file: '/run/key.pem',
      server_name: 'exporter',
    },
  });
});

test('the exporter is asked over HTTPS where it speaks that', () => {
  expect(exporterScheme(exporterOf('{}'))).toBe('http');
  expect(exporterScheme(exporterOf(`{ ${TLS} }`))).toBe('https');
  expect(withExporterScheme(composeStack, exporterOf(`{ ${TLS} }`)).exporter).toEqual({
    internal: 'exporter:9464',
    external: 'https://localhost:9464',
  });
});
