import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { writeInto } from './testing.ts';
import { readToken } from './token.ts';

const TOKEN = 'correct-horse-battery-staple';

/** The token that is read from a file with this content. */
async function tokenFrom(content: string | Buffer): Promise<string | null> {
  const directory = await temporaryDirectory();
  await writeInto(directory, 'secrets/token', content.toString());
  return await readToken({ token_file: 'secrets/token', baseDirectory: directory });
}

test('there is no token unless a file is named', async () => {
  const baseDirectory = await temporaryDirectory();
  await writeInto(baseDirectory, 'token', TOKEN);

  expect(await readToken({ baseDirectory })).toBe(null);
  expect(await readToken({ token_file: 'token', baseDirectory })).toBe(TOKEN);
});

test.each([
  ['as it is', TOKEN],
  ['with a newline', `${TOKEN}\n`],
  ['with a newline of Windows', `${TOKEN}\r\n`],
  ['with space around', `  ${TOKEN}\t\n\n`],
  ['with a byte order mark', `\uFEFF${TOKEN}`],
])('a token is read %s', async (_how, content) => {
  expect(await tokenFrom(content)).toBe(TOKEN);
});

test.each([
  ['nothing', ''],
  ['an empty line', '\n'],
  ['fifteen characters', 'a'.repeat(15)],
  ['two words', 'correct-horse battery-staple'],
  ['two lines', 'correct-horse-battery\nstaple-and-more'],
  ['other letters than ASCII', 'richtiges-pferd-büro-heftklammer'],
])('a file with %s holds no token, and the message does not tell what it holds', async (_what, content) => {
  const failure = await tokenFrom(content).catch((error: Error) => error.message);

  expect(failure).toMatch(
    /^The token file \/\S+\/secrets\/token must hold one token of at least 16 visible ASCII characters\. Make one with `npx goldwatch secrets FILE`\.$/,
  );
});

test('a file that is missing, a folder, or not ours to read is named, with what to do', async () => {
  const baseDirectory = await temporaryDirectory();
  const failureFor = (file: string) =>
    readToken({ token_file: file, baseDirectory }).catch(({ message }) => message);
  const path = (name: string) => join(baseDirectory, name);

  expect(await failureFor('token')).toBe(
    `The token file ${path('token')} cannot be read: ENOENT: no such file or directory, open '${path('token')}'. ` +
      'Make it with `npx goldwatch secrets token`.',
  );
  expect(await failureFor('.')).toBe(
    `The token file ${baseDirectory} cannot be read: EISDIR: illegal operation on a directory, read. ` +
      'Let exporter.token_file name a file.',
  );
});

test('a file that is not ours to read is to be made readable', async () => {
  const baseDirectory = await temporaryDirectory();
  await writeInto(baseDirectory, 'token', TOKEN);
  const path = join(baseDirectory, 'token');
  await chmod(path, 0);
  // Whoever is root reads everything, and so is somebody else for a moment.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    await chmod(baseDirectory, 0o755);
    process.seteuid?.(65_534);
    onTestFinished(() => process.seteuid?.(0));
  }

  await expect(readToken({ token_file: 'token', baseDirectory })).rejects.toThrow(
    new Error(
      `The token file ${path} cannot be read: EACCES: permission denied, open '${path}'. ` +
        'Let the user that runs the exporter read it.',
    ),
  );
});
