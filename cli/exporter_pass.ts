import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Definition } from '../definition/schema.ts';
import { readToken } from '../exporter/token.ts';
import type { Place } from '../exporter/web/settings.ts';
import type { Trust } from './fetch_trusting.ts';

/** What a command carries when it asks the exporter. */
export interface ExporterPass {
  /** The header Authorization; null for none. */
  readonly authorization: string | null;
  /** Null for HTTP. */
  readonly trust: Trust | null;
}

/**
 * Reads what lets in at a place: the token, or else what `exporter.http_config` names. Throws an Error that says what to do where a file
 * cannot be used; no secret is in it.
 */
export async function exporterPass(
  settings: Definition['exporter'],
  baseDirectory: string,
  place: Place,
): Promise<ExporterPass> {
  const { tls_server_config: tls } = settings;
  return {
    authorization: await authorizationAt(place, settings, baseDirectory),
    trust: tls === undefined ? null : await exporterTrust(settings, baseDirectory),
  };
}

async function authorizationAt(
  place: Place,
  settings: Definition['exporter'],
  baseDirectory: string,
): Promise<string | null> {
  const { access, http_config: carried, token_file: file } = settings;
  if (file !== undefined && access[place] !== 'basic')
    return `Bearer ${await readToken({ token_file: file, baseDirectory })}`;
  if (carried.basic_auth === undefined) return null;
  const { username, password_file: passwordFile } = carried.basic_auth;
  const password = (await read('basic_auth.password_file', passwordFile, baseDirectory)).trim();
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Reads whom a command trusts that asks the exporter over HTTPS, and what it shows. Throws like `exporterPass`. */
export async function exporterTrust(
  { http_config: carried }: Definition['exporter'],
  baseDirectory: string,
): Promise<Trust> {
  const { ca_file: ca, cert_file: cert, key_file: key, server_name: servername } = carried.tls_config ?? {};
  const textOf = (name: string, file: string) => read(`tls_config.${name}`, file, baseDirectory);
  return {
    ...(ca !== undefined && { ca: await textOf('ca_file', ca) }),
    ...(cert !== undefined && { cert: await textOf('cert_file', cert) }),
    ...(key !== undefined && { key: await textOf('key_file', key) }),
    ...(servername !== undefined && { servername }),
  };
}

async function read(setting: string, file: string, baseDirectory: string): Promise<string> {
  const path = resolve(baseDirectory, file);
  return await readFile(path, 'utf8').catch((error: Error) => {
    throw new Error(
      `The file ${path} (exporter.http_config.${setting}) cannot be read: ${error.message}. Let it be a file that you can read.`,
    );
  });
}
