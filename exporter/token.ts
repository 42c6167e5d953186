import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ExporterSettings } from './settings.ts';

/**
 * The bearer token of a file; null where `token_file` is not set.
 * Throws an Error that says what to do where the file cannot be used. The token itself is in no message.
 */
export async function readToken({
  token_file: file,
  baseDirectory,
}: Pick<ExporterSettings, 'token_file' | 'baseDirectory'>): Promise<string | null> {
  if (file === undefined) return null;
  const path = resolve(baseDirectory, file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `The token file ${path} cannot be read: ${error.message}. ${adviceFor(error.code, file)}`,
    );
  });
  const token = text.trim();
  if (/^[\x21-\x7e]{16,}$/.test(token)) return token;
  throw new Error(
    `The token file ${path} must hold one token of at least 16 visible ASCII characters. Make one with \`npx goldwatch secrets FILE\`.`,
  );
}

function adviceFor(code: string | undefined, file: string): string {
  if (code === 'ENOENT') return `Make it with \`npx goldwatch secrets ${file}\`.`;
  if (code === 'EACCES' || code === 'EPERM') return 'Let the user that runs the exporter read it.';
  return 'Let exporter.token_file name a file.';
}
