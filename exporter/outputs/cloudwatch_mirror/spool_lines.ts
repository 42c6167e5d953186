import type { SpoolDisk } from './spool_disk.ts';

const NEWLINE = 0x0a;

/** The most bytes of a line, its newline included; a longer one is damaged. */
export const LONGEST_LINE = 1024 * 1024;

/** A line of a file, without its newline. */
export interface Line {
  readonly bytes: Buffer;
  /** Offset of its first byte. */
  readonly offset: number;
  /** Offset after its newline. */
  readonly next: number;
}

/**
 * The lines of a file between two offsets, read in pieces of the longest line. What stands after the last newline is no
 * line, and of a line that is too long the pieces are lines.
 */
export function* linesOf(disk: SpoolDisk, path: string, from: number, to: number): Generator<Line> {
  let offset = from;
  while (offset < to) {
    const piece = disk.read(path, offset, Math.min(LONGEST_LINE, to - offset));
    if (piece.length === 0) return;
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      yield { bytes: piece.subarray(start, end), offset: offset + start, next: offset + end + 1 };
      start = end + 1;
    }
    if (start === 0) {
      if (piece.length < LONGEST_LINE) return;
      yield { bytes: piece, offset, next: offset + piece.length };
      start = piece.length;
    }
    offset += start;
  }
}
