import type { FileHandle } from 'node:fs/promises';
import { isCompressed } from './gzip/gzip_content.ts';
import type { PresentFile } from './listing.ts';
import { LONGEST_LINE } from './read_chunk.ts';
import type { TrackedFile } from './tracked_file.ts';

const NEWLINE = 10;

/** What is there at the very first start does not count; `end` is that of the last line of what is not compressed. */
export function takeAsRead(file: TrackedFile, end: number): void {
  file.uncounted = file.isCompressed ? file.size : 0;
  file.finished = file.isCompressed ? file.state : '';
  file.offset = file.isCompressed ? 0 : end;
}

/** Where the last whole line of a file ends that is not compressed: one that is half written is counted when it is complete. */
export async function endOfLastLine(handle: FileHandle, { path, size }: PresentFile): Promise<number> {
  if (isCompressed(path)) return 0;
  const from = Math.max(0, size - LONGEST_LINE);
  const tail = Buffer.alloc(size - from);
  const { bytesRead } = await handle.read(tail, 0, tail.length, from);
  const newline = tail.subarray(0, bytesRead).lastIndexOf(NEWLINE);
  return newline === -1 ? from : from + newline + 1;
}
