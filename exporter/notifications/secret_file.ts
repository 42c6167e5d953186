import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/**
 * The secret in a file, without white space around it. `setting` is what names the file in monitoring.yml.
 * Rejects with an Error that says what to do where there is none; the secret is in no message.
 */
export async function readSecret(file: string, baseDirectory: string, setting: string): Promise<string> {
  const path = resolve(baseDirectory, file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const advice =
      error.code === 'ENOENT' ? 'Write the secret into it.' : 'Let the user that runs the exporter read it.';
    throw new Error(`The file ${path} (${setting}) cannot be read: ${error.message}. ${advice}`);
  });
  const secret = text.trim();
  if (secret === '') throw new Error(`The file ${path} (${setting}) is empty. Write the secret into it.`);
  return secret;
}
