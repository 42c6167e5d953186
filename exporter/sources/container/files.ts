import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from './problem.ts';

/** Turns a file's text into a value, or says which line is not in the format. */
export type Parser<T> = (text: string, file: string) => T | Problem;

// A cgroup or a process that ends while it is read answers with the last two.
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'ENODEV', 'ESRCH']);

/** The files of one machine. Paths are absolute, as the machine sees them; problems name them so. */
export class Files {
  readonly #root: string;

  /** `root` is the directory that stands for `/`. */
  constructor(root = '/') {
    this.#root = root;
  }

  /** A file's text; null where there is no such file. */
  text(path: string): Promise<string | null | Problem> {
    return this.#attempt(path, (real) => readFile(real, 'utf8'));
  }

  /** Names in a directory; null where there is no such directory. */
  names(path: string): Promise<string[] | null | Problem> {
    return this.#attempt(path, (real) => readdir(real));
  }

  /** Names of the directories in a directory; null where there is no such directory. */
  directories(path: string): Promise<string[] | null | Problem> {
    return this.#attempt(path, async (real) => {
      const entries = await readdir(real, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    });
  }

  /** Whether something is there that can be looked at. */
  async exists(path: string): Promise<boolean> {
    const found = await this.#attempt(path, (real) => stat(real));
    return found !== null && !(found instanceof Problem);
  }

  /** The value of a file that may be missing: null where it is. */
  async optional<T>(path: string, parse: Parser<T>): Promise<T | null | Problem> {
    const text = await this.text(path);
    return typeof text === 'string' ? parse(text, path) : text;
  }

  /** The value of a file that must be there; `remedy` says what to do where it is not. */
  async required<T>(path: string, parse: Parser<T>, remedy?: string): Promise<T | Problem> {
    const text = await this.text(path);
    if (typeof text === 'string') return parse(text, path);
    if (text !== null) return text;
    return new Problem(`${path} does not exist${remedy === undefined ? '' : `; ${remedy}`}`);
  }

  async #attempt<T>(path: string, read: (real: string) => Promise<T>): Promise<T | null | Problem> {
    try {
      return await read(join(this.#root, path));
    } catch (error) {
      const code = errorCode(error);
      return NOT_THERE.has(code) ? null : new Problem(`${path} cannot be read (${code})`);
    }
  }
}

function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return String(error);
}
