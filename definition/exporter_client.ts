import type { Definition } from './schema.ts';
import type { Stack } from './stack.ts';

type Settings = Definition['exporter'];

/** `https` where the exporter speaks TLS. */
export function exporterScheme({
  tls_server_config: tls,
}: Pick<Settings, 'tls_server_config'>): 'http' | 'https' {
  return tls === undefined ? 'http' : 'https';
}

/**
 * What a program carries that asks the exporter, as Prometheus and Alertmanager write it: `authorization` or `basic_auth`, and
 * `tls_config`. `place` is what it asks for, and `fileSeen` where it sees a file that monitoring.yml names.
 */
export function exporterHttpConfig(
  settings: Settings,
  { exporterTokenFile }: Pick<Stack, 'exporterTokenFile'>,
  place: 'metrics' | 'alerts',
  fileSeen: (path: string) => string,
): Readonly<Record<string, object>> {
  const { basic_auth: basic, tls_config: tls } = settings.http_config;
  const policy = settings.access[place];
  const file = (path: string | undefined, key: string) =>
    path === undefined ? {} : { [key]: fileSeen(path) };
  const usesToken = exporterTokenFile !== null && policy !== 'basic';
  return {
    ...(usesToken && { authorization: { type: 'Bearer', credentials_file: exporterTokenFile } }),
    ...(!usesToken &&
      basic !== undefined && {
        basic_auth: { username: basic.username, ...file(basic.password_file, 'password_file') },
      }),
    ...(tls !== undefined && {
      tls_config: {
        ...file(tls.ca_file, 'ca_file'),
        ...file(tls.cert_file, 'cert_file'),
        ...file(tls.key_file, 'key_file'),
        ...(tls.server_name !== undefined && { server_name: tls.server_name }),
      },
    }),
  };
}

/** A stack whose links to the exporter have its scheme. */
export function withExporterScheme<T extends Pick<Stack, 'exporter'>>(stack: T, settings: Settings): T {
  const { internal, external } = stack.exporter;
  const scheme = exporterScheme(settings);
  return { ...stack, exporter: { internal, external: external.replace(/^https?/, scheme) } };
}
