import { glob, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';

/** A file that is there now. */
export interface PresentFile {
  readonly path: string;
  /** Device and inode: what stays the same when a file is renamed. */
  readonly identity: string;
  readonly size: number;
  readonly modified: number;
  /** Whether the globs name it; otherwise it is a rotated sibling of one that they name. */
  readonly named: boolean;
}

/** Files beyond this are ignored, and reported. */
export const MOST_FILES = 2_000;

/**
 * Every file that the globs name, and the rotated siblings of those and of `known` paths: `access.json.1`,
 * `access.json-20261121`, `access-20261121.json`. Compressed siblings are left out.
 * Resolves to the files and whether there were more than MOST_FILES. Rejects where a directory is unreadable.
 */
export async function listFiles(
  globs: readonly string[],
  baseDirectory: string,
  known: Iterable<string>,
): Promise<{ files: PresentFile[]; overflow: boolean }> {
  const named = new Set<string>();
  for await (const path of glob([...globs], { cwd: baseDirectory })) named.add(resolve(baseDirectory, path));
  const siblings = await rotatedSiblings(new Set([...named, ...known]));
  const paths = [...named, ...siblings.filter((path) => !named.has(path))];
  const files = new Map<string, PresentFile>();
  for (const path of paths.slice(0, MOST_FILES)) {
    const file = await present(path, named.has(path));
    // Two names of one file (a link) are one file; the named one wins, being listed first.
    if (file !== null && !files.has(file.identity)) files.set(file.identity, file);
  }
  return { files: [...files.values()], overflow: paths.length > MOST_FILES };
}

async function rotatedSiblings(paths: ReadonlySet<string>): Promise<string[]> {
  const byDirectory = Map.groupBy(paths, dirname);
  const found: string[] = [];
  for (const [directory, members] of byDirectory) {
    const patterns = members.map((path) => rotatedName(basename(path)));
    for (const name of await namesIn(directory)) {
      if (patterns.some((pattern) => pattern.test(name))) found.push(join(directory, name));
    }
  }
  return found;
}

// What logrotate appends: a number or a date, behind the name or before its extension.
function rotatedName(name: string): RegExp {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  const suffix = String.raw`[._-]\d[\dT:._-]*`;
  return new RegExp(
    `^(?:${RegExp.escape(name)}(?:${suffix}|\\.old)|${RegExp.escape(stem)}${suffix}${RegExp.escape(extension)})$`,
  );
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    // Glob skips directories that are not there yet, and so does this.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function present(path: string, named: boolean): Promise<PresentFile | null> {
  try {
    const { dev, ino, size, mtimeMs, isFile } = await stat(path).then((stats) => ({
      ...stats,
      isFile: stats.isFile(),
    }));
    return isFile ? { path, identity: `${dev}:${ino}`, size, modified: mtimeMs, named } : null;
  } catch (error) {
    // Between listing and looking it was rotated away; the next listing finds it under its new name.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
