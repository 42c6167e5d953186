import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { CompressedHeads } from './compressed_heads.ts';
import { type DamageReason, damageReport } from './damage.ts';
import { beginsWith, fingerprintOf, isSignificant, readHead } from './fingerprint.ts';
import { isCompressed } from './gzip/gzip_content.ts';
import { MOST_FILES, type PresentFile } from './listing.ts';
import { hasSameContent, isCopied, isFoundIn, lookAgain, mayBeFoundIn, openSame } from './same_content.ts';
import { endOfLastLine, takeAsRead } from './taken_as_read.ts';
import { type SavedFile, TrackedFile } from './tracked_file.ts';

/**
 * Contents that are gone are remembered, to know them again; beyond this the oldest are forgotten. All that are followed may be gone
 * at once, and come back: a disk that is not mounted for a while.
 */
const MOST_GONE = MOST_FILES;

/** What is told of contents. */
export interface ContentNews {
  /** Something is amiss with one file; the others go on. */
  readonly onProblem: (reason: string, problem: string) => void;
  /** A content vanished, perhaps with lines that nobody read. */
  readonly onLost: (path: string) => void;
  /** A compressed file cannot be read to its end. */
  readonly onDamaged: (reason: DamageReason) => void;
}

/** The contents that are followed, found again in whatever files hold them now. */
export class KnownContents {
  /** Passes without news until a compressed file that ends too soon is taken for cut off. */
  readonly #patience: number;
  readonly #news: ContentNews;
  readonly #present = new Map<string, TrackedFile>();
  readonly #heads = new CompressedHeads();
  #gone: TrackedFile[] = [];
  #fromEnd: boolean;
  /** Contents that were there before a restart and were not yet found again. */
  #awaited: TrackedFile[];

  /** `saved` is what was followed before a restart; null at the very first start, which counts from the end. */
  constructor(saved: readonly SavedFile[] | null, patience: number, news: ContentNews) {
    this.#patience = patience;
    this.#news = news;
    this.#fromEnd = saved === null;
    for (const one of saved ?? []) {
      const file = new TrackedFile(one);
      if (one.gone) this.#gone.push(file);
      else this.#present.set(one.identity, file);
    }
    this.#awaited = [...this.#present.values()];
  }

  /** All of them, those that are there first. */
  all(): TrackedFile[] {
    return [...this.#present.values(), ...this.#gone];
  }

  /** Takes up what is there now. */
  async look(files: readonly PresentFile[]): Promise<void> {
    const there = new Set(files.map(({ identity }) => identity));
    await this.#matchKnown(files);
    this.#markGone(there);
    for (const file of this.#gone) await this.guard(file.path, () => lookAgain(file));
    for (const file of files) {
      if (!this.#present.has(file.identity)) await this.guard(file.path, () => this.#meet(file));
    }
    this.#heads.keepOnly(there);
    this.#fromEnd = false;
    this.#reportLost();
    while (this.#gone.length > MOST_GONE) await this.#gone.shift()?.close();
  }

  /** Does something with a file; what goes wrong is told. */
  async guard(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Rotated away between listing and opening; the next pass finds it under its new name.
      if (code === 'ENOENT') return;
      const advice = code === 'EACCES' ? ' Let the user that runs the exporter read it.' : '';
      this.#news.onProblem('unreadable', `The log file ${path} cannot be read: ${message}.${advice}`);
    }
  }

  // A known inode may hold new content by now: truncated, or deleted and used again.
  async #matchKnown(files: readonly PresentFile[]): Promise<void> {
    for (const there of files) {
      const file = this.#present.get(there.identity);
      if (file === undefined) continue;
      await this.guard(there.path, async () => {
        if (await hasSameContent(file, there, (head) => this.#isOfAnother(file, head))) {
          file.seenIn(there);
          return;
        }
        await file.close();
        this.#present.delete(there.identity);
        this.#remember(file);
      });
    }
  }

  // A file of which nothing was known yet may have given its inode to what another one held.
  #isOfAnother(file: TrackedFile, head: Buffer): boolean {
    if (isSignificant(file.fingerprint)) return false;
    return this.all().some(({ fingerprint }) => isSignificant(fingerprint) && beginsWith(head, fingerprint));
  }

  #markGone(there: ReadonlySet<string>): void {
    for (const [identity, file] of this.#present) {
      if (there.has(identity)) continue;
      this.#present.delete(identity);
      this.#remember(file);
    }
  }

  #remember(file: TrackedFile): void {
    file.gone = true;
    file.idlePasses = 0;
    this.#gone.push(file);
  }

  // An inode not seen before: new content, or content known from elsewhere.
  async #meet(there: PresentFile): Promise<void> {
    await using handle = await openSame(there);
    if (handle === null) return;
    const head = isCompressed(there.path)
      ? await this.#compressedHead(there, handle)
      : await readHead(handle);
    if (head === null) return;
    const known = this.#gone.find((file) => isFoundIn(file, there, head)) ?? this.#likeliest(there, head);
    if (known !== undefined) {
      await this.#findAgain(known, there, head, handle);
      return;
    }
    // The copy of a file that is still there is not read: what it holds is being counted from the original.
    for (const file of this.#present.values()) if (isCopied(file, there, head)) return;
    const file = new TrackedFile({
      path: there.path,
      home: there.home,
      identity: there.identity,
      gone: false,
      fingerprint: fingerprintOf(head),
      offset: 0,
      skipping: false,
      uncounted: 0,
      finished: '',
      seed: crc32(there.identity),
    });
    const end = this.#fromEnd ? await endOfLastLine(handle, there) : 0;
    file.settleIn(there, head);
    if (this.#fromEnd) takeAsRead(file, end);
    this.#present.set(there.identity, file);
  }

  // The more is known of a content, the less likely is another one that begins so.
  #likeliest(there: PresentFile, head: Buffer): TrackedFile | undefined {
    return this.#gone
      .filter((file) => mayBeFoundIn(file, there, head))
      .sort((one, other) => other.fingerprint.length - one.fingerprint.length)[0];
  }

  async #findAgain(file: TrackedFile, there: PresentFile, head: Buffer, handle: FileHandle): Promise<void> {
    // Whoever still writes to the original after it was compressed is heard before that is closed.
    if (isCompressed(there.path) && file.content !== null) return;
    // A copy still being written is shorter than what was counted; it is met again in the next pass.
    if (!isCompressed(there.path) && there.size < file.offset) return;
    const end = file.uncounted > 0 ? await endOfLastLine(handle, there) : 0;
    await file.close();
    // Without a pause: what is saved meanwhile must know it, as it was or as it is.
    this.#gone = this.#gone.filter((one) => one !== file);
    file.settleIn(there, head);
    if (file.uncounted > 0) takeAsRead(file, end);
    this.#present.set(there.identity, file);
  }

  // Null where it cannot be said yet what the file is; gzip writes long after it has created one.
  async #compressedHead(there: PresentFile, handle: FileHandle): Promise<Buffer | null> {
    const { head, isWhole, damage, asked } = await this.#heads.of(there, handle);
    if (isWhole) return head;
    if (damage === null ? asked === this.#patience : asked === 1) {
      const { reason, problem } = damageReport({ path: there.path, what: damage, isCounted: false });
      this.#news.onDamaged(reason);
      this.#news.onProblem(`file_${reason}`, problem);
    }
    return null;
  }

  // After a restart, a named content that is nowhere may have had lines since: there is no telling how many.
  #reportLost(): void {
    for (const { gone, path, home, finished } of this.#awaited) {
      if (gone && path === home && finished === '') this.#news.onLost(path);
    }
    this.#awaited = [];
  }
}
