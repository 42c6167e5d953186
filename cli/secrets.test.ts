import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from './io.ts';
import { createSecret, secretsCommand } from './secrets.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'goldwatch-secrets-'));
  file = join(directory, 'token');
});

afterEach(() => rm(directory, { recursive: true }));

const secretIn = async (path: string) => (await readFile(path, 'utf8')).trimEnd();

async function run(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  expect(await secretsCommand(args, (line) => lines.push(line))).toBe(0);
  return lines;
}

describe('a missing file', () => {
  test('gets 32 random bytes as base64url, on a line of its own', async () => {
    expect(await createSecret(file)).toBe(true);

    expect(await readFile(file, 'utf8')).toMatch(/^[A-Za-z0-9_-]{43}\n$/);
    expect(Buffer.from(await secretIn(file), 'base64url')).toHaveLength(32);
  });

  test('is never made with the same secret twice', async () => {
    await createSecret(file);
    await createSecret(join(directory, 'another'));

    expect(await secretIn(file)).not.toBe(await secretIn(join(directory, 'another')));
  });

  test('can be read by every user and written by none, whatever the umask', async () => {
    const umask = process.umask(0o077);
    await createSecret(file).finally(() => process.umask(umask));

    expect((await stat(file)).mode & 0o777).toBe(0o444);
  });

  test('leaves nothing else in its folder', async () => {
    await createSecret(file);

    expect(await readdir(directory)).toEqual(['token']);
  });

  test('is made once, however many make it at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => createSecret(file)));

    expect(made.filter((one) => one)).toHaveLength(1);
    expect(await readdir(directory)).toEqual(['token']);
  });
});

describe('a file that is there', () => {
  test('stays as it is', async () => {
    await writeFile(file, 'chosen by somebody', { mode: 0o600 });

    expect(await createSecret(file)).toBe(false);
    expect(await readFile(file, 'utf8')).toBe('chosen by somebody');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['nothing', ''],
    ['only white space', ' \n'],
  ])('is refused with %s in it', async (_, text) => {
    await writeFile(file, text);

    await expect(createSecret(file)).rejects.toThrow(
      new Error(
        `The secret ${file} is there, but it is empty. Write a secret into it, or delete it, then try again.`,
      ),
    );
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('is refused where it is a folder, which Docker makes for a bind mount that lacks its file', async () => {
    await mkdir(file);

    await expect(createSecret(file)).rejects.toThrow(
      new Error(`The secret ${file} is there, but it is no file. Move it away, then try again.`),
    );
  });

  test('is refused where it cannot be read', async () => {
    await symlink(file, file);

    await expect(createSecret(file)).rejects.toThrow(
      new Error(
        `The secret ${file} is there, but it cannot be read: ELOOP: too many symbolic links encountered, ` +
          `stat '${file}'. Let this user read it, then try again.`,
      ),
    );
  });
});

test('a folder that does not exist is named', async () => {
  const lost = join(directory, 'nowhere', 'token');

  await expect(createSecret(lost)).rejects.toThrow(
    new Error(`The secret ${lost} cannot be made: its folder does not exist.`),
  );
});

describe('goldwatch secrets', () => {
  test('says what was made and how to read it', async () => {
    expect(await run(file)).toEqual([`The secret ${file} was made. To read it: cat ${file}`]);
  });

  test('says what was there and how to read it', async () => {
    await createSecret(file);

    expect(await run(file)).toEqual([
      `The secret ${file} was there and stays as it is. To read it: cat ${file}`,
    ]);
  });

  test('reads through the container of the service that is named', async () => {
    expect(await run(`grafana:${file}`)).toEqual([
      `The secret ${file} was made. To read it: docker compose -f docker-compose.monitoring.yml exec grafana cat ${file}`,
    ]);
    expect(await readdir(directory)).toEqual(['token']);
  });

  test('never prints a secret', async () => {
    const lines = [...(await run(file)), ...(await run(file))];

    expect(lines.join('\n')).not.toContain(await secretIn(file));
  });

  test('makes the others where one cannot be made, and then says which could not', async () => {
    const lost = join(directory, 'nowhere', 'token');
    const lines: string[] = [];

    await expect(secretsCommand([lost, file], (line) => lines.push(line))).rejects.toThrow(
      new Error(`The secret ${lost} cannot be made: its folder does not exist.`),
    );
    expect(lines).toEqual([`The secret ${file} was made. To read it: cat ${file}`]);
  });

  test('helps when asked', async () => {
    expect((await run('--help'))[0]).toMatch(
      /^Usage: goldwatch secrets \[SERVICE:]FILE\.\.\. \| --user NAME \[--password-stdin]\n/,
    );
  });

  test('wants at least one file', async () => {
    await expect(run()).rejects.toThrow(UsageError);
    await expect(run()).rejects.toThrow(/^Name at least one file\.\n\nUsage: /);
  });

  test('refuses an option that it does not know', async () => {
    await expect(run('--force', file)).rejects.toThrow(UsageError);
    await expect(run('--force', file)).rejects.toThrow(/^Unknown option '--force'\.\n\nUsage: /);
    expect(await readdir(directory)).toEqual([]);
  });
});
