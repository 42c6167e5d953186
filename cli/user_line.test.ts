import { Readable } from 'node:stream';
import { compare } from 'bcryptjs';
import { expect, test } from 'vitest';
import { UsageError } from './io.ts';
import { secretsCommand } from './secrets.ts';
import { userLine } from './user_line.ts';

test('a password that is piped in is hashed, without its newline', async () => {
  const { line, made } = await userLine('alice', Readable.from(['correct ', 'horse\r\nbattery\n']));

  const [, hash = ''] = /^"alice": (\$2b\$10\$[./A-Za-z0-9]{53})$/.exec(line) ?? [];
  expect(await compare('correct horse', hash)).toBe(true);
  expect(made).toBe(null);
});

test('a password that is made has 144 random bits, and its line goes to stdout alone', async () => {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const io = { stdin: () => Readable.from([]), stderr: (text: string) => void stderr.push(text) };

  expect(await secretsCommand(['--user', 'bob@example.com'], (line) => stdout.push(line), io)).toBe(0);

  const [password = ''] =
    /(?<=^The password of bob@example\.com is )[A-Za-z0-9_-]{24}$/m.exec(stderr.join('')) ?? [];
  const [line = ''] = stdout;
  expect(stdout).toEqual([expect.stringMatching(/^"bob@example\.com": \$2b\$10\$/)]);
  expect(await compare(password, line.split(': ')[1] ?? '')).toBe(true);
});

test.each([
  ['', 'No password came in. Pipe it into this command, on one line.'],
  ['é'.repeat(37), 'The password has more than 72 bytes, and bcrypt sees no more of it. Take a shorter one.'],
  ['a\tb', 'The password has a control character, which no browser sends. Take another one.'],
])('the password %j is refused', async (password, sentence) => {
  await expect(userLine('alice', Readable.from([`${password}\n`]))).rejects.toThrow(new Error(sentence));
});

test('a password that is not UTF-8, as browsers send it, is refused', async () => {
  await expect(userLine('alice', Readable.from([Buffer.from('pässword\n', 'latin1')]))).rejects.toThrow(
    new Error(
      'The password is not UTF-8, which browsers send. Let the terminal write UTF-8, or take another one.',
    ),
  );
});

test.each(['', 'a:b', 'token', 'a b'])('%j is no name of a user', async (name) => {
  await expect(userLine(name, null)).rejects.toThrow(
    new UsageError(
      `--user takes a name of letters, digits, ".", "_", "@" and "-", other than "token", not "${name}".`,
    ),
  );
});

test.each([
  [['--user', 'alice', 'file'], '--user writes one line, and makes no file.'],
  [['--password-stdin'], '--password-stdin is for --user.'],
])('%j is not understood', async (args, sentence) => {
  await expect(secretsCommand(args, () => {})).rejects.toThrow(sentence);
});
