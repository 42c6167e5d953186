import { z } from 'zod';
import { type Content, stateOf } from './content.ts';
import { type Fingerprint, fingerprintOf, fingerprintSchema } from './fingerprint.ts';
import { isCompressed } from './gzip/gzip_content.ts';
import type { PresentFile } from './listing.ts';

/** What survives a restart of one content: where it was, how it began, how far it was counted. */
export const savedFile = z.strictObject({
  /** Where it was last seen. */
  path: z.string(),
  /** The path that the globs name, beside which rotated siblings are looked for: its own, or that of which it is one; null where it was not saved. */
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
  // Missing in checkpoints from before compressed files were read.
  /** Of a compressed file: bytes as they are on disk that were there at the very first start, whose lines do not count. */
  uncounted: z.int().nonnegative().default(0),
  /** Of a compressed file: size and modification time when it was read to its end, or found to be damaged; else empty. */
  finished: z.string().default(''),
  /** What its lines are sampled by, beside their offsets: files whose lines are alike must not be sampled alike. */
  seed: z.int().nonnegative().default(0),
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
  uncounted: number;
  finished: string;
  readonly seed: number;
  /** Which glob names it; -1 where that is not known. */
  glob = -1;
  /** The first bytes as they were last read; none before the first look after a restart. */
  head: Buffer = Buffer.alloc(0);
  /** Size when last looked at; 0 when unknown. */
  size = 0;
  /** What changes when the file does, as of the last look; empty when unknown. */
  state = '';
  /** The state in which it was read to its end. */
  readIn = '';
  /** How far it was read, complete events or not. */
  readTo = 0;
  /** Whether what follows the offset was offered as complete, and is not. */
  isCut = false;
  content: Content | null = null;
  /** The state in which the content was opened. */
  openedIn = '';
  /** Passes since anything was read. */
  idlePasses = 0;
  /** The state in which the fingerprint was last compared; spares comparing an unchanged file. */
  verified = '';

  constructor(saved: SavedFile) {
    this.path = saved.path;
    this.home = saved.home;
    this.identity = saved.identity;
    this.gone = saved.gone;
    this.fingerprint = saved.fingerprint;
    this.offset = saved.offset;
    this.skipping = saved.skipping;
    this.uncounted = saved.uncounted;
    this.finished = saved.finished;
    this.seed = saved.seed;
  }

  saved(): SavedFile {
    const { path, home, identity, gone, fingerprint, offset, skipping, uncounted, finished, seed } = this;
    return { path, home, identity, gone, fingerprint, offset, skipping, uncounted, finished, seed };
  }

  get isCompressed(): boolean {
    return isCompressed(this.path);
  }

  /** It is found in another file, or first found. */
  settleIn(there: PresentFile, head: Buffer): void {
    this.gone = false;
    this.identity = there.identity;
    this.head = head;
    if (head.length > this.fingerprint.length) this.fingerprint = fingerprintOf(head);
    this.finished = '';
    this.readIn = '';
    this.readTo = 0;
    this.seenIn(there);
    this.verified = this.state;
  }

  /** It is where it was, as it was listed. */
  seenIn(there: PresentFile): void {
    this.path = there.path;
    this.size = there.size;
    this.glob = there.glob;
    this.state = stateOf(there.size, there.modified);
  }

  /** Bytes on disk that wait to be read, as far as that is known. */
  get lag(): number {
    if (!this.isCompressed) return Math.max(0, this.size - this.offset);
    return this.state === this.finished || this.state === this.readIn ? 0 : this.size;
  }

  async close(): Promise<void> {
    const { content } = this;
    this.content = null;
    await content?.close();
  }
}
