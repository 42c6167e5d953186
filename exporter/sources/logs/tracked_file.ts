import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { type Fingerprint, fingerprintSchema } from './fingerprint.ts';
import { LINES, type OnEvent } from './framing.ts';

/** Longest line that is read; a longer one is skipped and counted. */
export const LONGEST_LINE = 1_048_576;

/** What survives a restart of one content: where it was, how it began, how far it was counted. */
export const savedFile = z.strictObject({
  /** Where it was last seen. */
  path: z.string(),
  /** The path by which the globs name it, beside which rotated siblings are looked for; null for a sibling. */
  home: z.string().nullable(),
  /** Device and inode where it was last seen. */
  identity: z.string(),
  /** Whether it is there no more. */
  gone: z.boolean(),
  fingerprint: fingerprintSchema,
  /** Just behind the last line that was counted. */
  offset: z.int().nonnegative(),
  /** Whether the offset lies inside a line that is too long and is being skipped. */
  skipping: z.boolean(),
});
export type SavedFile = z.infer<typeof savedFile>;

/**
 * One content that is followed, whatever the file that holds it is called. A rotation that copies and
 * truncates moves a content to another inode; one that renames leaves it where it is.
 */
export class TrackedFile {
  path: string;
  readonly home: string | null;
  identity: string;
  gone: boolean;
  fingerprint: Fingerprint;
  offset: number;
  skipping: boolean;
  /** The first bytes as they were last read; none before the first look after a restart. */
  head: Buffer = Buffer.alloc(0);
  /** Size when last looked at; 0 when unknown. */
  size = 0;
  handle: FileHandle | null = null;
  /** Passes since anything was read. */
  idlePasses = 0;
  /** Size and modification when the fingerprint was last compared; spares comparing an unchanged file. */
  verified = '';

  constructor(saved: SavedFile) {
    this.path = saved.path;
    this.home = saved.home;
    this.identity = saved.identity;
    this.gone = saved.gone;
    this.fingerprint = saved.fingerprint;
    this.offset = saved.offset;
    this.skipping = saved.skipping;
  }

  saved(): SavedFile {
    const { path, home, identity, gone, fingerprint, offset, skipping } = this;
    return { path, home, identity, gone, fingerprint, offset, skipping };
  }

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = null;
    await handle?.close();
  }
}

/** Bytes read at a time, so that the event loop is not held for long; a line may be longer. */
const CHUNK = 131_072;

/**
 * Counts the lines of the next chunk of a file: from its offset to the last newline within reach. Reading is
 * asynchronous; lines, offset and what is counted from them change together, without a pause in between.
 * Resolves to false at the end of what is there. `buffer` holds LONGEST_LINE bytes and may be shared by reads
 * that follow one another.
 */
export async function readChunk(
  file: TrackedFile,
  handle: FileHandle,
  buffer: Buffer,
  onLine: OnEvent,
  onTooLong: () => void,
): Promise<boolean> {
  const short = await readAt(handle, buffer, CHUNK, file.offset);
  const reaches = short.length < CHUNK || short.includes(10);
  const chunk = reaches ? short : await readAt(handle, buffer, buffer.length, file.offset);
  if (chunk.length === 0) return false;
  let start = 0;
  if (file.skipping) {
    start = chunk.indexOf(10) + 1;
    if (start === 0) start = chunk.length;
    else file.skipping = false;
  }
  if (!file.skipping) start = LINES.cut(chunk, start, false, onLine);
  if (start === 0 && chunk.length === buffer.length) {
    onTooLong();
    file.skipping = true;
    start = chunk.length;
  }
  file.offset += start;
  return start > 0;
}

async function readAt(handle: FileHandle, buffer: Buffer, length: number, position: number): Promise<Buffer> {
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
