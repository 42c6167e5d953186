import { createHash } from 'node:crypto';
import { AwsError } from './errors.ts';
import type { Input } from './input.ts';

/** Where a page begins, from its NextToken; 0 without one. Throws where the token is of another request. */
export function pageStart(input: Input): number {
  const token = input.string('NextToken');
  if (token === undefined) return 0;
  const [start, request] = Buffer.from(token, 'base64url').toString().split(' ');
  if (request !== fingerprint(input)) {
    throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
  }
  return Number(start);
}

/** The NextToken of the page that begins at `start`. */
export function nextToken(input: Input, start: number): string {
  return Buffer.from(`${start} ${fingerprint(input)}`).toString('base64url');
}

function fingerprint(input: Input): string {
  return createHash('sha256')
    .update(JSON.stringify(input.without('NextToken')))
    .digest('hex')
    .slice(0, 16);
}
