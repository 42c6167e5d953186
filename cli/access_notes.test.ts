import { expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { accessNotes } from './access_notes.ts';

const notesOn = (exporter: string) =>
  accessNotes(loadDefinition(`service: { name: api }\nexporter: ${exporter}\n`, 'monitoring.yml', {}));

test('there is nothing to say of an exporter on loopback, with or without a token', () => {
  expect(notesOn('{}')).toEqual([]);
  expect(notesOn('{ token_file: token }')).toEqual([]);
});

test('metrics for everybody, passwords without TLS and a Prometheus that is kept out are told', () => {
  const users = 'basic_auth_users_file: users.yml';

  expect(notesOn(`{ listen: "0.0.0.0:9464", ${users}, access: { metrics: anyone } }`)).toEqual([
    'Note: everybody who reaches the exporter reads /metrics, without credentials: exporter.access.metrics says so. Names of services, routes and hosts are on it.',
    'Note: other machines reach the exporter at 0.0.0.0:9464 without TLS, where token and passwords can be read on their way: exporter.tls_server_config encrypts them.',
    'Note: Prometheus and Alertmanager are let in only where the exporter has a token, as in containers: set exporter.token_file, or exporter.http_config.basic_auth.',
  ]);
});

test('with TLS, and a password for Prometheus, nothing is told', () => {
  const tls = 'tls_server_config: { cert_file: cert.pem, key_file: key.pem }';
  const carried = 'http_config: { basic_auth: { username: prometheus, password_file: password } }';

  expect(notesOn(`{ listen: "0.0.0.0:9464", basic_auth_users_file: users.yml, ${tls}, ${carried} }`)).toEqual(
    [],
  );
});
