import { isLoopback, parseListen } from '../listen.ts';
import type { ExporterSettings } from '../settings.ts';
import { readToken } from '../token.ts';
import { PLACES } from './settings.ts';
import { readUsers } from './users_file.ts';

/** What lets somebody in. */
export interface Credentials {
  /** The bearer token; null where there is none. */
  readonly token: string | null;
  /** bcrypt hashes by user. */
  readonly users: ReadonlyMap<string, string>;
}

type Settings = Pick<
  ExporterSettings,
  'listen' | 'token_file' | 'basic_auth_users_file' | 'tls_server_config' | 'access' | 'baseDirectory'
>;

/**
 * Reads the files of token and users. Throws an Error that says what to set where the exporter would be open to other machines, where a
 * policy asks for a token that is not there, or where a file cannot be used. No secret is in it.
 */
export async function readCredentials(settings: Settings): Promise<Credentials> {
  const { listen, basic_auth_users_file: file, tls_server_config: tls, baseDirectory } = settings;
  const wantsCertificates = tls?.client_auth_type === 'RequireAndVerifyClientCert';
  const isOpen = settings.token_file === undefined && file === undefined && !wantsCertificates;
  if (isOpen && !isLoopback(parseListen(listen).host)) {
    throw new Error(
      `The exporter would listen on ${listen}, which other machines may reach, without authentication. Set exporter.token_file ` +
        '(`npx goldwatch secrets FILE` makes one) or exporter.basic_auth_users_file, or let exporter.listen be 127.0.0.1:9464.',
    );
  }
  const place = PLACES.find((one) => settings.access[one] === 'token');
  if (place !== undefined && settings.token_file === undefined) {
    throw new Error(
      `exporter.access.${place} lets in whoever has the token, and there is none. Set exporter.token_file ` +
        '(`npx goldwatch secrets FILE` makes one), or another policy.',
    );
  }
  const token = await readToken(settings);
  const users = file === undefined ? new Map<string, string>() : await readUsers(file, baseDirectory);
  return { token, users };
}
