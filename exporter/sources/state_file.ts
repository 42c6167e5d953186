import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is in a state file; null where there is none yet. Throws an Error that says what to do where it cannot be read. */
export async function readStateFile(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(
      `The state file ${path} cannot be read: ${(error as Error).message}. Let the user that runs the exporter read it.`,
    );
  }
}

/**
 * Replaces a state file as a whole: after a crash there is either the old or the new one. Rejects with the system's reason where
 * the disk refuses.
 */
export async function replaceStateFile(path: string, content: string | AsyncIterable<string>): Promise<void> {
  const temporary = `${path}.new`;
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.datasync();
  } catch (error) {
    // What is left of it would take the last of a full disk from the others.
    await unlink(temporary).catch(() => {});
    throw error;
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

/** A text as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
