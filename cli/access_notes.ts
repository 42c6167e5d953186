import type { Definition } from '../definition/schema.ts';
import { isLoopback, parseListen } from '../exporter/listen.ts';

/** Notes on what is right in `exporter` and lets others read more than may be meant. */
export function accessNotes({ exporter }: Pick<Definition, 'exporter'>): string[] {
  const isReached = !isLoopback(parseListen(exporter.listen).host);
  return [
    ...(exporter.access.metrics === 'anyone'
      ? [
          'everybody who reaches the exporter reads /metrics, without credentials: exporter.access.metrics says so. Names of services, ' +
            'routes and hosts are on it.',
        ]
      : []),
    ...(isReached && exporter.tls_server_config === undefined
      ? [
          `other machines reach the exporter at ${exporter.listen} without TLS, where token and passwords can be read on their way: exporter.tls_server_config encrypts them.`,
        ]
      : []),
    ...(exporter.basic_auth_users_file !== undefined &&
    exporter.token_file === undefined &&
    exporter.http_config.basic_auth === undefined
      ? [
          'Prometheus and Alertmanager are let in only where the exporter has a token, as in containers: set exporter.token_file, or exporter.http_config.basic_auth.',
        ]
      : []),
  ].map((note) => `Note: ${note}`);
}
