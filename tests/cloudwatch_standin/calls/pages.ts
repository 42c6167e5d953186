import type { ErrorCode } from '../errors.ts';
import { AwsError } from '../errors.ts';
import type { Input } from '../input.ts';

/** One page of a list. */
export interface Page<T> {
  readonly found: readonly T[];
  /** Where the next one begins. */
  readonly end: number;
  readonly isLast: boolean;
}

/** The page that a request asks for. Throws an AwsError where its size is beyond what is allowed. */
export function page<T>(
  input: Input,
  all: readonly T[],
  sizeName: string,
  usual: number,
  most: number,
  start: number,
  code: ErrorCode = 'ValidationError',
): Page<T> {
  const size = input.number(sizeName) ?? usual;
  if (!(Number.isInteger(size) && size >= 1 && size <= most)) {
    throw new AwsError(
      code,
      `1 validation error detected: Value '${size}' at '${sizeName[0]?.toLowerCase()}${sizeName.slice(1)}' failed to satisfy constraint: Member must have value between 1 and ${most}`,
    );
  }
  const end = start + size;
  return { found: all.slice(start, end), end, isLast: end >= all.length };
}
