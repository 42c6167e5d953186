import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ScrapeConfig } from './definition.ts';
import { ScrapeError } from './scrape_error.ts';

/** What a request carries to be let in, and whom it trusts. */
export interface Credentials {
  /** The header Authorization; null for none. */
  readonly authorization: string | null;
  /** Certificates as PEM; null for the usual ones. */
  readonly ca: string | null;
}

type Settings = Pick<ScrapeConfig, 'bearer_token_file' | 'basic_auth' | 'tls'>;

/** Reads the files of a source anew. Throws a ScrapeError, without what is in them, where one cannot be used. */
export async function readCredentials(settings: Settings, baseDirectory: string): Promise<Credentials> {
  const { bearer_token_file: tokenFile, basic_auth: basic, tls } = settings;
  const ca = tls === undefined ? null : await read('ca_file', tls.ca_file, baseDirectory);
  if (tokenFile !== undefined) {
    const token = await readSecret('bearer_token_file', tokenFile, baseDirectory);
    return { authorization: `Bearer ${token}`, ca };
  }
  if (basic === undefined) return { authorization: null, ca };
  const password = await readSecret('password_file', basic.password_file, baseDirectory);
  const pair = Buffer.from(`${basic.username}:${password}`).toString('base64');
  return { authorization: `Basic ${pair}`, ca };
}

async function readSecret(setting: string, file: string, baseDirectory: string): Promise<string> {
  const secret = (await read(setting, file, baseDirectory)).trim();
  if (/^[\x20-\x7e]+$/.test(secret)) return secret;
  throw new ScrapeError(
    'credentials',
    `The ${setting} ${resolve(baseDirectory, file)} must hold one line of visible ASCII characters. Write the secret to it.`,
  );
}

async function read(setting: string, file: string, baseDirectory: string): Promise<string> {
  const path = resolve(baseDirectory, file);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice = code === 'ENOENT' ? 'Make it, or name another one' : 'Let the exporter read it';
    throw new ScrapeError('credentials', `The ${setting} ${path} cannot be read (${code}). ${advice}.`);
  }
}
