import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { hash, truncates } from 'bcryptjs';
import { TOKEN_USER } from '../exporter/web/users_file.ts';
import { UsageError } from './io.ts';

const COST = 10;
const LONGEST_LINE = 4_096;

/**
 * A line of `exporter.basic_auth_users_file` for a user. The password is the first line of `input`; where there is no input it is made, and
 * answered, for it is nowhere else. Throws an Error that says what to do where the name or the password cannot be used.
 */
export async function userLine(
  name: string,
  input: Readable | null,
): Promise<{ line: string; made: string | null }> {
  if (!/^[A-Za-z0-9._@-]{1,128}$/.test(name) || name === TOKEN_USER)
    throw new UsageError(
      `--user takes a name of letters, digits, ".", "_", "@" and "-", other than "${TOKEN_USER}", not "${name}".`,
    );
  const given = input === null ? null : await firstLine(input);
  if (given === '') throw new Error('No password came in. Pipe it into this command, on one line.');
  if (given !== null && truncates(given))
    throw new Error(
      'The password has more than 72 bytes, and bcrypt sees no more of it. Take a shorter one.',
    );
  if (given !== null && /\p{Cc}/u.test(given))
    throw new Error('The password has a control character, which no browser sends. Take another one.');
  const password = given ?? randomBytes(18).toString('base64url');
  const line = `${JSON.stringify(name)}: ${await hash(password, COST)}`;
  return { line, made: given === null ? password : null };
}

async function firstLine(input: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of input as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(piece);
    pieces.push(bytes);
    size += bytes.length;
    if (bytes.includes('\n') || size > LONGEST_LINE) break;
  }
  const bytes = Buffer.concat(pieces);
  const end = bytes.indexOf('\n');
  return utf8(end < 0 ? bytes : bytes.subarray(0, end)).replace(/\r$/, '');
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(
      'The password is not UTF-8, which browsers send. Let the terminal write UTF-8, or take another one.',
    );
  }
}
