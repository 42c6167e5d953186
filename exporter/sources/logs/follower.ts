import { PlainContent } from './content.ts';
import { damageReport } from './damage.ts';
import { type Framing, LINES } from './framing.ts';
import { GzipContent } from './gzip/gzip_content.ts';
import { type ContentNews, KnownContents } from './known_contents.ts';
import { indexOfGlob, listFiles, MOST_FILES } from './listing.ts';
import { CHUNK_BUFFER, type ReadOptions, readChunk } from './read_chunk.ts';
import { openSame } from './same_content.ts';
import type { SavedFile, TrackedFile } from './tracked_file.ts';

/** Passes without news until a file that is no longer named, or gone, is closed, and a compressed one is given up. */
const IDLE_PASSES = 240;
/** Passes without news until an event that ends with its line is complete. */
const QUIET_PASSES = 4;
/** Bytes of one file that are read in one pass, so that the others have their turn. */
const MOST_PER_PASS = 67_108_864;

export interface FollowerOptions extends ContentNews {
  readonly globs: readonly string[];
  readonly baseDirectory: string;
  /** How lines make events; each is one unless given. */
  readonly framing?: Framing | undefined;
  /** Contents followed before a restart; null at the very first start, which counts from the end. */
  readonly saved: readonly SavedFile[] | null;
  /**
   * Gets each event, and the file it stands in, whose offset is that of the first byte. It is called between two
   * states that may be saved.
   */
  readonly onEvent: (bytes: Buffer, from: number, to: number, file: Readonly<TrackedFile>) => void;
  readonly onTooLong: (path: string) => void;
  /** Between two chunks of a file, when positions and counts agree. */
  readonly onChunk: () => Promise<void>;
}

/**
 * Follows the contents of all files that the globs name, across rotation (rename, copy and truncate, compression),
 * truncation, late creation and restarts, so that each line is counted once.
 */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BUFFER);
  readonly #contents: KnownContents;
  #isBehind = false;
  #stopping = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
    const { globs, baseDirectory, saved, onLost } = options;
    this.#contents = new KnownContents(saved, IDLE_PASSES, {
      ...options,
      // Nobody misses what the globs name no more.
      onLost: (path) => {
        if (indexOfGlob(path, globs, baseDirectory) !== -1) onLost(path);
      },
    });
  }

  /** What to save, together with what was counted: both change only within `pass`, never during its pauses. */
  saved(): SavedFile[] {
    return this.#contents.all().map((file) => file.saved());
  }

  /** Bytes that wait to be read, as of the last pass; of compressed files, bytes on disk. */
  get lag(): number {
    return this.#contents.all().reduce((sum, { gone, lag }) => sum + (gone ? 0 : lag), 0);
  }

  /**
   * Looks once at all files and reads what is new, to the end of each or as much as one may have in a pass; resolves
   * to whether there is more to read. Rejects where a directory cannot be listed; single files that cannot be read are
   * reported.
   */
  async pass(): Promise<boolean> {
    const homes = this.#contents.all().flatMap(({ home }) => home ?? []);
    const { globs, baseDirectory, onProblem } = this.#options;
    const { files, unreadable, overflow } = await listFiles(globs, baseDirectory, homes);
    if (overflow) {
      onProblem(
        'too_many_files',
        `More than ${MOST_FILES} files match ${globs.join(', ')}; the rest is not read. Name fewer.`,
      );
    }
    for (const { path, error } of unreadable) await this.#contents.guard(path, () => Promise.reject(error));
    await this.#contents.look(files);
    this.#isBehind = false;
    for (const file of this.#contents.all()) {
      if (!this.#stopping) await this.#contents.guard(file.path, () => this.#read(file));
    }
    return this.#isBehind;
  }

  /** Makes a running pass end soon. */
  interrupt(): void {
    this.#stopping = true;
  }

  /** Closes every file, once no pass is running. */
  async close(): Promise<void> {
    for (const file of this.#contents.all()) await file.close();
  }

  async #read(file: TrackedFile): Promise<void> {
    const { gone, content } = file;
    if (gone && content === null) return;
    if (gone && content !== null) file.state = await content.state();
    if (file.isCompressed && file.state === file.finished) return;
    const isNew = file.state !== file.readIn;
    if (isNew) file.isCut = false;
    const isQuiet = file.idlePasses >= QUIET_PASSES && file.readTo > file.offset && !file.isCut;
    const any = (isNew || isQuiet) && (await this.#readOn(file, isQuiet));
    file.idlePasses = any ? 0 : file.idlePasses + 1;
    if (file.idlePasses >= IDLE_PASSES) await this.#rest(file);
  }

  // Resolves to whether there was anything.
  async #readOn(file: TrackedFile, isQuiet: boolean): Promise<boolean> {
    if (!file.isCompressed && !file.gone && file.content === null && file.size <= file.offset) {
      file.readIn = file.state;
      return false;
    }
    if (!(await this.#open(file))) return false;
    const { offset, readTo } = file;
    const isAtEnd = await this.#readChunks(file, isQuiet);
    if (isAtEnd) {
      if (isQuiet) file.isCut = true;
      await this.#atEnd(file);
    }
    return file.offset > offset || file.readTo > readTo;
  }

  async #open(file: TrackedFile): Promise<boolean> {
    const { content } = file;
    if (content instanceof GzipContent && !file.gone && file.size < content.compressed) await file.close();
    if (file.content === null) {
      const handle = await openSame(file);
      if (handle === null) return false;
      file.content = file.isCompressed
        ? new GzipContent(handle, () => this.#stopping)
        : new PlainContent(handle);
      file.openedIn = file.state;
    }
    if (file.uncounted > 0 && file.content instanceof GzipContent) {
      const start = await file.content.lineStartWithin(file.uncounted);
      if (this.#stopping) return false;
      file.offset = start;
      file.uncounted = 0;
    }
    return true;
  }

  // Resolves to whether the end of what is there was reached.
  async #readChunks(file: TrackedFile, isQuiet: boolean): Promise<boolean> {
    const { framing = LINES, onEvent, onTooLong, onChunk } = this.#options;
    const options: ReadOptions = {
      buffer: this.#buffer,
      framing,
      onEvent: (bytes, from, to) => onEvent(bytes, from, to, file),
      onTooLong: () => onTooLong(file.path),
    };
    const begin = file.offset;
    while (!this.#stopping && file.content !== null) {
      if (file.offset - begin >= MOST_PER_PASS) {
        this.#isBehind = true;
        return false;
      }
      if (!(await readChunk(file, file.content, options, isQuiet))) return !this.#stopping;
      await onChunk();
    }
    return false;
  }

  async #atEnd(file: TrackedFile): Promise<void> {
    const { content } = file;
    file.readIn = file.state;
    if (!file.isCompressed) file.size = Math.max(file.size, file.offset);
    if (content?.isComplete) await this.#finish(file);
    if (content === null || content.damage === null) return;
    if (file.openedIn === file.state) {
      await this.#giveUp(file, content.damage);
      return;
    }
    // It was not damaged before, and has changed: somebody may have compressed it anew.
    await file.close();
    file.readIn = '';
  }

  async #rest(file: TrackedFile): Promise<void> {
    if (file.content instanceof GzipContent) await this.#giveUp(file, null);
    else if (file.gone || file.path !== file.home) await file.close();
  }

  async #giveUp(file: TrackedFile, damage: string | null): Promise<void> {
    const { reason, problem } = damageReport({ path: file.path, what: damage, isCounted: true });
    this.#options.onDamaged(reason);
    this.#options.onProblem(`file_${reason}`, problem);
    await this.#finish(file);
  }

  async #finish(file: TrackedFile): Promise<void> {
    file.finished = file.state;
    await file.close();
  }
}
