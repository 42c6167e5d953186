import { createHash } from 'node:crypto';
import { logicalId } from '../names.ts';

/** CloudFormation takes 255 characters. */
const MOST_LETTERS = 120;
const HASH_DIGITS = 8;

/** A logical identifier that names which only differ in other characters than letters and digits do not share: `/a/b` and `/a-b`. */
export function stableId(kind: string, ...names: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(names)).digest('hex');
  return `${logicalId(kind, ...names).slice(0, MOST_LETTERS)}${hash.slice(0, HASH_DIGITS)}`;
}
