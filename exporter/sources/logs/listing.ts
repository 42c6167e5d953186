import { access, constants, glob, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, matchesGlob, resolve } from 'node:path';
import { isCompressed } from './gzip/gzip_content.ts';

/** A file that is there now. */
export interface PresentFile {
  readonly path: string;
  /** Device and inode: what stays the same when a file is renamed. */
  readonly identity: string;
  readonly size: number;
  readonly modified: number;
  /** The path that the globs name: its own, or that of which it is a rotated sibling. */
  readonly home: string;
  /** Which of the globs names its home, the first one if several do. */
  readonly glob: number;
}

/** Files beyond this are ignored, and reported. */
export const MOST_FILES = 2_000;

/** A file that cannot be looked at, or a directory that globs begin with. */
export interface UnreadableFile {
  readonly path: string;
  readonly error: NodeJS.ErrnoException;
}

/** What a look at the directories has found. */
export interface Listing {
  /** Compressed files come last. */
  readonly files: readonly PresentFile[];
  readonly unreadable: readonly UnreadableFile[];
  /** Whether there were more than MOST_FILES. */
  readonly overflow: boolean;
}

/** Where a file belongs; see PresentFile. */
type Belonging = Pick<PresentFile, 'home' | 'glob'>;

/**
 * Every file that the globs name, and the rotated siblings of those and of `known` paths that they would name: `access.json.1`,
 * `access.json-20261121`, `access-20261121.json`, each with `.gz` behind it, too.
 * Rejects where a directory is unreadable.
 */
export async function listFiles(
  globs: readonly string[],
  baseDirectory: string,
  known: Iterable<string>,
): Promise<Listing> {
  const named = new Map<string, number>();
  const unreadable: UnreadableFile[] = [];
  for (const [index, pattern] of globs.entries()) {
    // Where glob cannot look, it finds nothing and does not say so.
    const begin = directoryOf(resolve(baseDirectory, pattern), baseDirectory);
    await access(begin, constants.R_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) =>
      unreadable.push({ path: begin, error }),
    );
    for await (const path of glob(pattern, { cwd: baseDirectory })) {
      const there = resolve(baseDirectory, path);
      if (!named.has(there)) named.set(there, index);
    }
  }
  const followed = new Set(known);
  const homes = new Map(named);
  for (const path of followed) {
    if (homes.has(path)) continue;
    const index = indexOfGlob(path, globs, baseDirectory);
    if (index !== -1) homes.set(path, index);
  }
  const paths = new Map<string, Belonging>();
  // Where there are too many, those that are followed stay: one that comes and goes would at last be taken for new.
  const order = [...named].sort(([one], [other]) => Number(followed.has(other)) - Number(followed.has(one)));
  for (const [path, index] of order) paths.set(path, { home: path, glob: index });
  for (const [path, belonging] of await rotatedSiblings(homes, named)) paths.set(path, belonging);
  const files = new Map<string, PresentFile>();
  for (const [path, belonging] of [...paths].slice(0, MOST_FILES)) {
    const file = await present(path, belonging).catch((error: NodeJS.ErrnoException) => {
      unreadable.push({ path, error });
      return null;
    });
    // Two names of one file (a link) are one file; the named one wins, being listed first.
    if (file !== null && !files.has(file.identity)) files.set(file.identity, file);
  }
  return {
    files: [...files.values()].sort(
      (one, other) => Number(isCompressed(one.path)) - Number(isCompressed(other.path)),
    ),
    unreadable,
    overflow: paths.size > MOST_FILES,
  };
}

/** Which of the globs names a path, whether it is there or not; the first one if several do, -1 where none does. */
export function indexOfGlob(path: string, globs: readonly string[], baseDirectory: string): number {
  // The directory is no pattern, whatever characters it has.
  const base = baseDirectory.replace(/[?*()[\]]/g, '[$&]');
  return globs.findIndex((pattern) => matchesGlob(path, resolve(base, pattern)));
}

/** The directory that a glob begins with, as far as it names it. */
function directoryOf(pattern: string, baseDirectory: string): string {
  const known = pattern.startsWith(join(baseDirectory, '/')) ? baseDirectory : '/';
  const names = pattern.slice(known.length).split('/').slice(0, -1);
  const magic = names.findIndex((name) => /[*?[{!(]/.test(name));
  return join(known, ...(magic === -1 ? names : names.slice(0, magic)));
}

async function rotatedSiblings(
  homes: ReadonlyMap<string, number>,
  named: ReadonlyMap<string, number>,
): Promise<[string, Belonging][]> {
  // What is compressed from the start is whole when it is there; nobody rotates it.
  const rotating = [...homes].filter(([path]) => !isCompressed(path));
  const found: [string, Belonging][] = [];
  for (const [directory, members] of Map.groupBy(rotating, ([path]) => dirname(path))) {
    const others = (await namesIn(directory)).filter((name) => !named.has(join(directory, name)));
    if (others.length === 0) continue;
    const patterns = members.map(([home, index]) => ({
      pattern: rotatedName(basename(home)),
      belonging: { home, glob: index },
    }));
    for (const name of others) {
      const rotated = patterns.find(({ pattern }) => pattern.test(name));
      if (rotated !== undefined) found.push([join(directory, name), rotated.belonging]);
    }
  }
  return found;
}

// What logrotate appends: a number or a date, behind the name or before its extension; and what gzip does.
function rotatedName(name: string): RegExp {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  const suffix = String.raw`[._-]\d[\dT:._-]*`;
  return new RegExp(
    `^(?:${RegExp.escape(name)}(?:${suffix}|\\.old)(?:\\.gz)?|${RegExp.escape(name)}\\.gz|${RegExp.escape(stem)}${suffix}${RegExp.escape(extension)}(?:\\.gz)?)$`,
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

async function present(path: string, belonging: Belonging): Promise<PresentFile | null> {
  try {
    const { dev, ino, size, mtimeMs, isFile } = await stat(path).then((stats) => ({
      ...stats,
      isFile: stats.isFile(),
    }));
    return isFile ? { path, identity: `${dev}:${ino}`, size, modified: mtimeMs, ...belonging } : null;
  } catch (error) {
    // Between listing and looking it was rotated away; the next listing finds it under its new name.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
