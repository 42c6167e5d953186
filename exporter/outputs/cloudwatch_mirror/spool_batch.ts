import { LONGEST_LINE } from './spool_lines.ts';
import type { Part } from './spool_parts.ts';

const MARK = /^[\w:.+-]{1,100}$/;
// Beside the datums, a line holds their index, their number and a checksum.
const LARGEST_PART = LONGEST_LINE - 1024;

/** What the spool takes at once, all of it or nothing: the datums of one interval. */
export interface Batch {
  readonly parts: readonly Part[];
  /**
   * What its writer knows it by: 1 to 100 letters, digits and `_ : . + -`. The spool remembers the last one, so that the
   * writer knows after a crash which batches the spool has.
   */
  readonly mark: string | null;
}

/** Where a batch is: on disk, in memory, where a crash loses it, or nowhere, since there was no room. */
export type Kept = 'disk' | 'memory' | 'dropped';

/** Datums of all parts. */
export function countOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}

/** Throws a RangeError where the mark is none, or a part is too large for a line. */
export function checkBatch({ parts, mark }: Batch): void {
  if (mark !== null && !MARK.test(mark)) {
    throw new RangeError(
      `${JSON.stringify(mark)} is no mark: that is 1 to 100 letters, digits and _ : . + - of ASCII.`,
    );
  }
  for (const { text } of parts) {
    if (text.length > LARGEST_PART)
      throw new RangeError(`A part of ${text.length} bytes is larger than ${LARGEST_PART} bytes.`);
  }
}
