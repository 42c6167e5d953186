import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { writeInto } from '../testing.ts';
import { readUsers } from './users_file.ts';

const HASH = `$2b$10$${'a'.repeat(53)}`;

/** The users of a file with this text, or why there are none, without the folder. */
async function usersOf(text: string): Promise<Record<string, string> | string> {
  const directory = await temporaryDirectory();
  await writeInto(directory, 'users.yml', text);
  return await readUsers('users.yml', directory).then(
    (users) => Object.fromEntries(users),
    ({ message }: Error) => message.replaceAll(join(directory, '/'), ''),
  );
}

test('a file has a name and a hash on each line', async () => {
  const older = HASH.replace('$2b$10', '$2y$05');

  expect(await usersOf(`alice: ${HASH}\n"bob@example.com": ${older}\n`)).toEqual({
    alice: HASH,
    'bob@example.com': older,
  });
});

test('Prometheus’s web configuration is read, too', async () => {
  const web = `tls_server_config:\n  cert_file: a.pem\n  key_file: b.pem\nbasic_auth_users:\n  alice: ${HASH}\n`;

  expect(await usersOf(web)).toEqual({ alice: HASH });
});

const MAKE = 'Make a line with `npx goldwatch secrets --user NAME`.';

test.each([
  [
    '',
    `The file users.yml (exporter.basic_auth_users_file) has no users: it must hold \`name: hash\` for each. ${MAKE}`,
  ],
  [
    'basic_auth_users: {}',
    `The file users.yml (exporter.basic_auth_users_file) has no users: it must hold \`name: hash\` for each. ${MAKE}`,
  ],
  [
    `alice ${HASH}`,
    `The file users.yml (exporter.basic_auth_users_file) has no users: it must hold \`name: hash\` for each. ${MAKE}`,
  ],
  [
    `alice: ${HASH}\nalice: ${HASH}`,
    'users.yml:2:1: this user is there twice (exporter.basic_auth_users_file). Write `name: hash` on a line for each user.',
  ],
  [
    `alice: "${HASH}`,
    'users.yml:1:69: this is not YAML (exporter.basic_auth_users_file). Write `name: hash` on a line for each user.',
  ],
  ['alice: secret', `users.yml:1:8: what "alice" has is no bcrypt hash. ${MAKE}`],
  [
    'alice: [a]\nbob:',
    `users.yml:1:1: what "alice" has is no bcrypt hash. ${MAKE}\nusers.yml:2:5: what "bob" has is no bcrypt hash. ${MAKE}`,
  ],
  [`alice: ${HASH.slice(0, -1)}`, `users.yml:1:8: what "alice" has is no bcrypt hash. ${MAKE}`],
  [
    `alice: ${HASH.replace('$10$', '$13$')}`,
    `users.yml:1:8: the hash of "alice" has the cost 13; it must be 4 to 12, for each comparison keeps the exporter busy. ${MAKE}`,
  ],
  [`token: ${HASH}`, 'users.yml:1:1: "token" is the user whose password is the token. Choose another name.'],
  [
    `1: ${HASH}`,
    'users.yml:1:1: this is no name of a user: up to 128 characters, without ":", "$" and control characters. Write a number in quotes.',
  ],
  [
    `${HASH}: alice`,
    'users.yml:1:1: this is no name of a user: up to 128 characters, without ":", "$" and control characters. Write a number in quotes.',
  ],
])('%j is refused in a sentence that shows no hash', async (text, sentence) => {
  expect(await usersOf(text)).toBe(sentence);
  expect(sentence).not.toContain('aaaa');
});

test('of many mistakes twenty are shown', async () => {
  const lines = Array.from({ length: 25 }, (_, index) => `user${index}: none\n`).join('');

  const told = await usersOf(lines);

  expect(String(told).split('\n')).toHaveLength(21);
  expect(told).toMatch(/\n… and 5 more\.$/);
});

test('a file that is not there is to be written', async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'users.yml');

  await expect(readUsers('users.yml', directory)).rejects.toThrow(
    new Error(
      `The file ${path} (exporter.basic_auth_users_file) cannot be read: ENOENT: no such file or directory, open '${path}'. ` +
        'Write lines into it that `npx goldwatch secrets --user NAME` makes.',
    ),
  );
});
