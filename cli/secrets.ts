import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { usageError } from './arguments.ts';
import { type Io, UsageError } from './io.ts';
import { userLine } from './user_line.ts';

const HELP = `Usage: goldwatch secrets [SERVICE:]FILE... | --user NAME [--password-stdin]

Makes each FILE that is missing, with 256 random bits in it; what is there stays as it is. No secret is printed.
With SERVICE, a service of docker-compose.monitoring.yml that sees the file at the same path, the advice on
how to read it goes through that service's container.

  --user NAME       writes a line for the file of exporter.basic_auth_users_file: the name and a bcrypt hash.
                    The password is made, and shown this once, on stderr
  --password-stdin  takes the password from the first line of stdin instead
`;

const NOBODY = { stdin: () => Readable.from([]), stderr: () => {} };

// Users of several containers read one file, so it is their mounts, or the folder, that keep others out.
const MODE = 0o444;

/**
 * Makes a file with a random secret and resolves to true, or to false where there is one already.
 * The folder must be there. Two at once agree on one secret, and nobody ever sees half of one.
 * Throws an Error that says what is in the way; the secret is in no message.
 */
export async function createSecret(path: string): Promise<boolean> {
  if (await holdsSecret(path)) return false;
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await write(draft, `${randomBytes(32).toString('base64url')}\n`);
    // Not a rename, which would replace a secret that others already use.
    await link(draft, path);
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await holdsSecret(path))) return false;
    const reason = code === 'ENOENT' ? 'its folder does not exist' : message;
    throw new Error(`The secret ${path} cannot be made: ${reason}.`);
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * `goldwatch secrets`: makes the files that are missing and writes, for each, where to read it. One that cannot
 * be made does not keep the others from being made; then an Error names each of them. With `--user`, writes a line for a file
 * of users instead.
 */
export async function secretsCommand(
  args: readonly string[],
  write: (line: string) => void,
  { stdin, stderr }: Pick<Io, 'stdin' | 'stderr'> = NOBODY,
): Promise<number> {
  const asked = readArguments(args);
  if (asked === null) {
    write(HELP.trimEnd());
    return 0;
  }
  const { files, user, readsPassword } = asked;
  if (user !== null) {
    const { line, made } = await userLine(user, readsPassword ? stdin() : null);
    write(line);
    if (made !== null) stderr(`The password of ${user} is ${made}\nIt is shown this once.\n`);
    return 0;
  }
  const problems: string[] = [];
  for (const { path, howToRead } of files) {
    try {
      const verdict = (await createSecret(path)) ? 'was made' : 'was there and stays as it is';
      write(`The secret ${path} ${verdict}. To read it: ${howToRead}`);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return 0;
}

interface SecretFile {
  readonly path: string;
  readonly howToRead: string;
}

interface Asked {
  readonly files: readonly SecretFile[];
  /** Whose line of a file of users is wanted; null where it is files. */
  readonly user: string | null;
  readonly readsPassword: boolean;
}

function readArguments(args: readonly string[]): Asked | null {
  const { values, positionals } = parse(args);
  if (values.help === true) return null;
  const { user = null, 'password-stdin': readsPassword = false } = values;
  if (user !== null && positionals.length > 0)
    throw new UsageError(`--user writes one line, and makes no file.\n\n${HELP}`);
  if (user === null && readsPassword) throw new UsageError(`--password-stdin is for --user.\n\n${HELP}`);
  if (user === null && positionals.length === 0) throw new UsageError(`Name at least one file.\n\n${HELP}`);
  const files = positionals.map((text) => {
    const { service, path } = /^(?<service>[a-z0-9][a-z0-9_-]*):(?<path>\/.+)$/.exec(text)?.groups ?? {};
    if (service === undefined || path === undefined) return { path: text, howToRead: `cat ${text}` };
    const compose = 'docker compose -f docker-compose.monitoring.yml';
    return { path, howToRead: `${compose} exec ${service} cat ${path}` };
  });
  return { files, user, readsPassword };
}

function parse(args: readonly string[]) {
  const options = {
    help: { type: 'boolean', short: 'h' },
    user: { type: 'string' },
    'password-stdin': { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw usageError(error as Error, Object.keys(options), HELP);
  }
}

async function holdsSecret(path: string): Promise<boolean> {
  const refuse = (why: string) => new Error(`The secret ${path} is there, but ${why}, then try again.`);
  try {
    if (!(await stat(path)).isFile()) throw refuse('it is no file. Move it away');
    if ((await readFile(path, 'utf8')).trim() !== '') return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === undefined) throw error;
    throw refuse(`it cannot be read: ${message}. Let this user read it`);
  }
  throw refuse('it is empty. Write a secret into it, or delete it');
}

async function write(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', MODE);
  try {
    await file.writeFile(text);
    // The mode of open() is less the umask.
    await file.chmod(MODE);
    await file.sync();
  } finally {
    await file.close();
  }
}
