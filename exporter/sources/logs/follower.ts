import { open } from 'node:fs/promises';
import { beginsWith, fingerprintOf, isSignificant, looksLikeCopy, readHead } from './fingerprint.ts';
import type { OnEvent } from './framing.ts';
import { listFiles, MOST_FILES, type PresentFile } from './listing.ts';
import { LONGEST_LINE, readChunk, type SavedFile, TrackedFile } from './tracked_file.ts';

/** Contents that are gone are remembered, to know them again; beyond this the oldest are forgotten. */
const MOST_GONE = 256;
/** Passes without news until a file that is no longer named, or gone, is closed. */
const IDLE_PASSES = 240;

export interface FollowerOptions {
  readonly globs: readonly string[];
  readonly baseDirectory: string;
  /** Contents followed before a restart; null at the very first start, which counts from the end. */
  readonly saved: readonly SavedFile[] | null;
  /** Gets each line, and the path of the file it stands in. */
  readonly onLine: (line: string, path: string) => void;
  readonly onTooLong: (path: string) => void;
  /** Between two chunks of a file, when positions and counts agree. */
  readonly onChunk: () => Promise<void>;
  /** Something is amiss with one file; the others go on. */
  readonly onProblem: (reason: string, problem: string) => void;
  /** A content vanished, perhaps with lines that nobody read. */
  readonly onLost: (path: string) => void;
}

/**
 * Follows the contents of all files that the globs name, across rotation (rename, copy and truncate),
 * truncation, late creation and restarts, so that each line is counted once.
 */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #buffer = Buffer.allocUnsafe(LONGEST_LINE);
  readonly #present = new Map<string, TrackedFile>();
  #gone: TrackedFile[] = [];
  #fromEnd: boolean;
  /** Contents that were there before a restart and were not yet found again. */
  #awaited: TrackedFile[] = [];
  #stopping = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#fromEnd = options.saved === null;
    for (const saved of options.saved ?? []) {
      const file = new TrackedFile(saved);
      if (saved.gone) this.#gone.push(file);
      else this.#present.set(saved.identity, file);
    }
    this.#awaited = [...this.#present.values()];
  }

  /** What to save, together with what was counted: both change only within `pass`, never during its pauses. */
  saved(): SavedFile[] {
    return [...this.#present.values(), ...this.#gone].map((file) => file.saved());
  }

  /** Bytes that wait to be read, as of the last pass. */
  get lag(): number {
    return [...this.#present.values()].reduce((sum, { size, offset }) => sum + Math.max(0, size - offset), 0);
  }

  /**
   * Looks once at all files and reads what is new, to the end of each.
   * Rejects where a directory cannot be listed; single files that cannot be read are reported.
   */
  async pass(): Promise<void> {
    const homes = this.saved().flatMap(({ home }) => home ?? []);
    const { globs, baseDirectory, onProblem } = this.#options;
    const { files, overflow } = await listFiles(globs, baseDirectory, homes);
    if (overflow) {
      onProblem(
        'too_many_files',
        `More than ${MOST_FILES} files match ${globs.join(', ')}; the rest is not read. Name fewer.`,
      );
    }
    await this.#matchKnown(files);
    this.#markGone(files);
    for (const file of files) {
      if (!this.#present.has(file.identity)) await this.#guard(file.path, () => this.#meet(file));
    }
    this.#fromEnd = false;
    this.#reportLost();
    for (const file of [...this.#present.values(), ...this.#gone]) {
      if (!this.#stopping) await this.#guard(file.path, () => this.#read(file));
    }
  }

  /** Makes a running pass end soon. */
  interrupt(): void {
    this.#stopping = true;
  }

  /** Closes every file, once no pass is running. */
  async close(): Promise<void> {
    for (const file of [...this.#present.values(), ...this.#gone]) await file.close();
  }

  // A known inode may hold new content by now: truncated, or deleted and used again.
  async #matchKnown(files: readonly PresentFile[]): Promise<void> {
    for (const there of files) {
      const file = this.#present.get(there.identity);
      if (file === undefined) continue;
      await this.#guard(there.path, async () => {
        const same = await this.#hasSameContent(file, there);
        if (same) {
          file.path = there.path;
          file.size = there.size;
          return;
        }
        await file.close();
        this.#present.delete(there.identity);
        this.#remember(file);
      });
    }
  }

  async #hasSameContent(file: TrackedFile, there: PresentFile): Promise<boolean> {
    if (there.size < file.offset) return false;
    const state = `${there.size}:${there.modified}`;
    if (state === file.verified) return true;
    await using handle = await open(there.path);
    // Between listing and opening it may have been rotated; then the next pass looks again.
    const { dev, ino } = await handle.stat();
    if (`${dev}:${ino}` !== there.identity) return true;
    const head = await readHead(handle);
    if (!beginsWith(head, file.fingerprint)) return false;
    if (head.length > file.fingerprint.length) file.fingerprint = fingerprintOf(head);
    file.head = head;
    file.verified = state;
    return true;
  }

  #markGone(files: readonly PresentFile[]): void {
    const there = new Set(files.map(({ identity }) => identity));
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
    await using handle = await open(there.path);
    const { dev, ino } = await handle.stat();
    if (`${dev}:${ino}` !== there.identity) return;
    const head = await readHead(handle);
    const known = this.#gone.find(
      ({ identity, fingerprint }) =>
        (identity === there.identity || isSignificant(fingerprint)) && beginsWith(head, fingerprint),
    );
    if (known !== undefined) {
      // A copy still being written is shorter than what was counted; it is met again in the next pass.
      if (there.size < known.offset) return;
      await known.close();
      this.#gone = this.#gone.filter((file) => file !== known);
      known.gone = false;
      known.identity = there.identity;
      known.path = there.path;
      known.size = there.size;
      known.head = head;
      this.#present.set(there.identity, known);
      return;
    }
    // The copy of a file that is still there is not read: what it holds is being counted from the original.
    for (const file of this.#present.values()) if (looksLikeCopy(head, file.head)) return;
    const offset = this.#fromEnd ? await endOfLastLine(handle, there.size) : 0;
    const file = new TrackedFile({
      path: there.path,
      home: there.named ? there.path : null,
      identity: there.identity,
      gone: false,
      fingerprint: fingerprintOf(head),
      offset,
      skipping: false,
    });
    file.size = there.size;
    file.head = head;
    this.#present.set(there.identity, file);
  }

  // After a restart, a named content that is nowhere may have had lines since: there is no telling how many.
  #reportLost(): void {
    for (const { gone, path, home } of this.#awaited) if (gone && path === home) this.#options.onLost(path);
    this.#awaited = [];
  }

  async #read(file: TrackedFile): Promise<void> {
    const { gone } = file;
    if (gone && file.handle === null) return;
    if (!gone && file.handle === null) {
      if (file.size <= file.offset) return;
      const handle = await open(file.path);
      const { dev, ino } = await handle.stat();
      if (`${dev}:${ino}` !== file.identity) {
        await handle.close();
        return;
      }
      file.handle = handle;
    }
    const onLine: OnEvent = (line) => this.#options.onLine(line, file.path);
    const onTooLong = () => this.#options.onTooLong(file.path);
    let any = false;
    while (!this.#stopping && file.handle !== null) {
      const more = await readChunk(file, file.handle, this.#buffer, onLine, onTooLong);
      if (!more) break;
      any = true;
      await this.#options.onChunk();
    }
    file.size = Math.max(file.size, file.offset);
    file.idlePasses = any ? 0 : file.idlePasses + 1;
    if (file.idlePasses >= IDLE_PASSES && (gone || file.path !== file.home)) await file.close();
    if (this.#gone.length > MOST_GONE) await this.#gone.shift()?.close();
  }

  async #guard(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Rotated away between listing and opening; the next pass finds it under its new name.
      if (code === 'ENOENT') return;
      const advice = code === 'EACCES' ? ' Let the user that runs the exporter read it.' : '';
      this.#options.onProblem('unreadable', `The log file ${path} cannot be read: ${message}.${advice}`);
    }
  }
}

// At the very first start, a line that is half written is counted when it is complete.
async function endOfLastLine(handle: Awaited<ReturnType<typeof open>>, size: number): Promise<number> {
  const from = Math.max(0, size - LONGEST_LINE);
  const tail = Buffer.alloc(size - from);
  const { bytesRead } = await handle.read(tail, 0, tail.length, from);
  const newline = tail.subarray(0, bytesRead).lastIndexOf(10);
  return newline === -1 ? from : from + newline + 1;
}
