import { Buffer } from 'node:buffer';
import { LINE_END } from './characters.ts';

/**
 * The bytes of a page, that came in pieces cut anywhere, as blocks of whole lines; only the last line may have no end. Copies the
 * lines that were cut, and no more.
 */
export function wholeLines(pieces: readonly Buffer[]): Buffer[] {
  const blocks: Buffer[] = [];
  let begun: Buffer[] = [];
  for (const piece of pieces) {
    const end = piece.lastIndexOf(LINE_END) + 1;
    // Where a line has begun before, it ends in this piece, or goes on through all of it.
    const start = begun.length === 0 ? 0 : piece.indexOf(LINE_END) + 1;
    if (start > 0) {
      blocks.push(Buffer.concat([...begun, piece.subarray(0, start)]));
      begun = [];
    }
    if (end > start) blocks.push(piece.subarray(start, end));
    if (end < piece.length) begun.push(piece.subarray(end));
  }
  if (begun.length > 0) blocks.push(Buffer.concat(begun));
  return blocks;
}

/** Whether the last line has an end. */
export function endsInLineEnd(blocks: readonly Buffer[]): boolean {
  return blocks.at(-1)?.at(-1) === LINE_END;
}
