import type { Content } from './content.ts';
import type { Framing, OnEvent } from './framing.ts';
import type { TrackedFile } from './tracked_file.ts';

/** Longest line that is read; a longer one is skipped and counted. */
export const LONGEST_LINE = 1_048_576;
/** Size of the buffer that chunks are read into: there may be a newline behind the last line that the file has not. */
export const CHUNK_BUFFER = LONGEST_LINE + 1;
/** Bytes read at a time, so that the event loop is not held for long; a line may be longer. */
const CHUNK = 131_072;

const NEWLINE = 10;

/** How chunks become events. */
export interface ReadOptions {
  /** CHUNK_BUFFER bytes; may be shared by reads that follow one another. */
  readonly buffer: Buffer;
  readonly framing: Framing;
  readonly onEvent: OnEvent;
  readonly onTooLong: () => void;
}

/**
 * Counts the events of the next chunk of a file: from its offset to the last complete one within reach. Reading is
 * asynchronous; events, offset and what is counted from them change together, without a pause in between. `isLast` says
 * that nothing has followed for a while what was read before. Resolves to false where there is nothing more to count for now.
 */
export async function readChunk(
  file: TrackedFile,
  content: Content,
  options: ReadOptions,
  isLast: boolean,
): Promise<boolean> {
  const { buffer, onTooLong } = options;
  const readBefore = file.readTo;
  const isOld = (length: number) => isLast && file.offset + length <= readBefore;
  const short = await content.read(buffer, CHUNK, file.offset);
  let next = cut(file, content, options, short, short < CHUNK && isOld(short));
  if (next === 0 && short === CHUNK) {
    const long = await content.read(buffer, LONGEST_LINE, file.offset);
    const isFull = long === LONGEST_LINE;
    next = cut(file, content, options, long, isOld(long));
    // Where so much is not one event, its lines must do.
    if (next === 0 && isFull) next = cut(file, content, options, long, true);
    if (next === 0 && isFull) {
      onTooLong();
      file.skipping = true;
      next = long;
    }
  }
  file.offset += next;
  return next > 0;
}

// Answers where the first event begins that is not complete.
function cut(
  file: TrackedFile,
  content: Content,
  { buffer, framing, onEvent }: ReadOptions,
  length: number,
  isLast: boolean,
): number {
  file.readTo = file.offset + length;
  if (length === 0) return 0;
  const { isComplete, damage } = content;
  let end = length;
  // Behind the end of a compressed file nothing can follow: its last line needs no newline.
  if (isComplete && buffer[end - 1] !== NEWLINE && end < LONGEST_LINE) {
    buffer[end] = NEWLINE;
    end += 1;
  }
  const chunk = buffer.subarray(0, end);
  let start = 0;
  if (file.skipping) {
    const newline = chunk.indexOf(NEWLINE);
    if (newline === -1) return length;
    file.skipping = false;
    start = newline + 1;
  }
  return Math.min(length, framing.cut(chunk, start, isLast || isComplete || damage !== null, onEvent));
}
