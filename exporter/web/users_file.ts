import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { hasControlCharacter } from './authorization.ts';

/** The user whose password is the token, so that a browser can show it. */
export const TOKEN_USER = 'token';

const SETTING = 'exporter.basic_auth_users_file';
const MAKE = 'Make a line with `npx goldwatch secrets --user NAME`.';
/** The key of Prometheus's web configuration. */
const USERS_KEY = 'basic_auth_users';
/** Each step doubles the time that a comparison takes; at 12 it is a third of a second. */
const HIGHEST_COST = 12;
const MOST_USERS = 1_000;
const MOST_SHOWN = 20;
const LARGEST_FILE = 1_048_576;

/**
 * The bcrypt hashes of a file by user: a mapping of names to hashes, or Prometheus's web configuration, of which only
 * `basic_auth_users` is read. Throws an Error that names every mistake with its place; no hash is in it.
 */
export async function readUsers(file: string, baseDirectory: string): Promise<ReadonlyMap<string, string>> {
  const path = resolve(baseDirectory, file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const advice =
      error.code === 'ENOENT'
        ? 'Write lines into it that `npx goldwatch secrets --user NAME` makes.'
        : 'Let it be a file that the user who runs the exporter can read.';
    throw new Error(`The file ${path} (${SETTING}) cannot be read: ${error.message}. ${advice}`);
  });
  if (text.length > LARGEST_FILE)
    throw new Error(`The file ${path} (${SETTING}) is larger than 1 MiB. ${MAKE}`);
  return usersOf(text, path);
}

function usersOf(text: string, path: string): ReadonlyMap<string, string> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core' });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const [broken] = document.errors;
  // Not its message, which may quote a hash.
  if (broken !== undefined) {
    const what = broken.code === 'DUPLICATE_KEY' ? 'this user is there twice' : 'this is not YAML';
    throw new Error(
      `${at(broken.pos[0])}: ${what} (${SETTING}). Write \`name: hash\` on a line for each user.`,
    );
  }
  const users = usersIn(document.contents);
  if (users === null || users.items.length === 0)
    throw new Error(
      `The file ${path} (${SETTING}) has no users: it must hold \`name: hash\` for each. ${MAKE}`,
    );
  if (users.items.length > MOST_USERS)
    throw new Error(`The file ${path} (${SETTING}) has more than ${MOST_USERS} users. Remove some.`);
  const found = users.items.map((item) => readUser(item));
  const problems = found.flatMap(({ problem, offset }) =>
    problem === null ? [] : [`${at(offset)}: ${problem}`],
  );
  if (problems.length > 0) {
    const more = problems.length > MOST_SHOWN ? [`… and ${problems.length - MOST_SHOWN} more.`] : [];
    throw new Error([...problems.slice(0, MOST_SHOWN), ...more].join('\n'));
  }
  return new Map(found.map(({ name, hash }) => [name, hash]));
}

function usersIn(contents: unknown): YAMLMap | null {
  if (!isMap(contents)) return null;
  if (!contents.has(USERS_KEY)) return contents;
  const users = contents.get(USERS_KEY);
  return isMap(users) ? users : null;
}

interface ReadUser {
  readonly name: string;
  readonly hash: string;
  /** Where the problem is, in characters from the beginning of the file. */
  readonly offset: number;
  readonly problem: string | null;
}

function readUser({ key, value }: Pair): ReadUser {
  const [name, hash] = [textOf(key), textOf(value)];
  const ofName = nameProblem(name);
  const offset = startOf(ofName === null && isScalar(value) ? value : key);
  const problem = ofName ?? hashProblem(name ?? '', hash);
  return { name: name ?? '', hash: hash ?? '', offset, problem };
}

function textOf(node: unknown): string | null {
  return isScalar(node) && typeof node.value === 'string' ? node.value : null;
}

function startOf(node: unknown): number {
  return isScalar(node) ? (node.range?.[0] ?? 0) : 0;
}

function nameProblem(name: string | null): string | null {
  if (name === TOKEN_USER)
    return `"${TOKEN_USER}" is the user whose password is the token. Choose another name.`;
  // What looks like a hash is not shown.
  if (name === null || !/^[^:$]{1,128}$/u.test(name) || hasControlCharacter(name))
    return 'this is no name of a user: up to 128 characters, without ":", "$" and control characters. Write a number in quotes.';
  return null;
}

function hashProblem(name: string, hash: string | null): string | null {
  const cost = /^\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash ?? '')?.groups?.cost;
  if (cost === undefined) return `what "${name}" has is no bcrypt hash. ${MAKE}`;
  if (Number(cost) < 4 || Number(cost) > HIGHEST_COST)
    return `the hash of "${name}" has the cost ${Number(cost)}; it must be 4 to ${HIGHEST_COST}, for each comparison keeps the exporter busy. ${MAKE}`;
  return null;
}
