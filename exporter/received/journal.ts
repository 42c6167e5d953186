import { encodeRecord, type JournalRecord } from './journal_record.ts';
import { listSegments, missing, recordsOf, type Segment, segmentPath } from './journal_segments.ts';
import { LOCAL_DISK, type StateDisk } from './state_disk.ts';

export type { JournalRecord } from './journal_record.ts';

const MEBIBYTE = 1_048_576;
/** How much waits for a checkpoint, and for how long, until one is due. */
const DUE = { bytes: 16 * MEBIBYTE, milliseconds: 30_000 };
/** So much may wait for a checkpoint, and a record more. */
const MOST_BYTES = 64 * MEBIBYTE;
/** Records of more bytes are rare enough to be allocated. */
const USUAL_RECORD = 65_536;

/**
 * What was received since the last checkpoint, in files beside it. Whoever takes what others send
 *
 * 1. opens it with the position that the checkpoint names, and counts what `replay` finds, as if it came just now;
 * 2. calls `append` before anything of a request is counted, and refuses the request where that throws;
 * 3. saves a checkpoint where `isDue`, and at its end: calls `cut` in the same turn in which it takes the numbers, has the
 *    checkpoint name that position, and calls `settled` with it when the checkpoint is on disk.
 *
 * So that at every moment checkpoint and journal together say what was counted, and no record is in both. The position counts the
 * bytes of all records that there ever were; each file is called by the position of its first one.
 *
 * What was appended is with the operating system, and survives `kill -9`; of a power failure what had not been written to the disk
 * by then, some thirty seconds on Linux, is lost. To wait for the disk would cost each request milliseconds.
 */
export class Journal {
  readonly #directory: string;
  readonly #disk: StateDisk;
  /** Those with records that no checkpoint has, and those that are to be removed. */
  #segments: Segment[];
  /** The file that is appended to, the last segment's. */
  #file: number | null = null;
  #settled: number;
  #end: number;
  /** Since when something waits for a checkpoint. */
  #waitingSince: number | null = null;
  #cutAt = 0;
  readonly #usual = Buffer.allocUnsafeSlow(USUAL_RECORD);

  /**
   * Opens the journal in a directory, which need not be there. `position` is what the checkpoint says, 0 where there is none.
   * Throws the system's error where the directory cannot be read, and an Error that says what to do where a part is missing.
   */
  constructor(directory: string, position: number, disk: StateDisk = LOCAL_DISK) {
    this.#directory = directory;
    this.#disk = disk;
    this.#segments = listSegments(disk, directory);
    this.#settled = position;
    this.#end = position;
    const oldest = this.#segments.find(({ end }) => end > position);
    if (oldest !== undefined && oldest.first > position) throw missing(oldest.path);
  }

  /**
   * The records that the checkpoint does not have, in the order in which they were appended; to be read to its end once before
   * anything is appended. Their bodies are parts of larger memory: do not keep them.
   * Throws an Error that says what to do where a part is damaged, other than by a crash at its end.
   */
  *replay(): Generator<JournalRecord> {
    for (const segment of this.#segments) {
      if (segment.end <= this.#settled) continue;
      for (const record of recordsOf(this.#disk, segment, Math.max(segment.first, this.#settled))) {
        this.#waitingSince ??= record.at;
        yield record;
      }
      this.#end = Math.max(this.#end, segment.end);
    }
  }

  /**
   * Writes a record, so that it survives the end of the process.
   * Throws an Error with a sentence for the log where that cannot be; nothing was appended then.
   */
  append(record: JournalRecord): void {
    if (this.bytes >= MOST_BYTES) {
      throw new Error(
        `${this.#directory} has ${MOST_BYTES / MEBIBYTE} MiB of what was received since the last checkpoint, which is as much as it may be. ` +
          'Checkpoints are written too slowly, or not at all.',
      );
    }
    const bytes = encodeRecord(record, this.#end, (length) => this.#room(length));
    try {
      this.#file ??= this.#begin();
      this.#disk.append(this.#file, bytes);
    } catch (error) {
      // It is unknown what stands at its end.
      this.#endFile();
      throw new Error(
        `The journal in ${this.#directory} cannot be written: ${(error as Error).message}. Make room, or let the user that runs the exporter write there.`,
      );
    }
    this.#waitingSince ??= record.at;
    this.#end += bytes.length;
    const newest = this.#segments.at(-1);
    if (newest !== undefined) newest.end = this.#end;
  }

  /** How much waits for a checkpoint. */
  get bytes(): number {
    return this.#end - this.#settled;
  }

  /** Whether so much waits for a checkpoint, or for so long, that one should be saved. `now` is in milliseconds since 1970. */
  isDue(now: number): boolean {
    if (this.#waitingSince === null || this.bytes === 0) return false;
    return this.bytes >= DUE.bytes || Math.abs(now - this.#waitingSince) >= DUE.milliseconds;
  }

  /** The position after the last record; later ones go to another file. */
  cut(now: number): number {
    this.#cutAt = now;
    // Otherwise each checkpoint that cannot be written would leave a file.
    if (this.#segments.filter(({ end }) => end > this.#settled).length <= 1) this.#endFile();
    return this.#end;
  }

  /** A checkpoint is on disk that has all records before a position: they are forgotten. Never rejects. */
  async settled(position: number): Promise<void> {
    this.#settled = Math.max(this.#settled, position);
    this.#waitingSince = this.bytes === 0 ? null : this.#cutAt;
    const done = this.#segments.filter(
      ({ end }, index) => end <= position && !(this.#file !== null && index === this.#segments.length - 1),
    );
    this.#segments = this.#segments.filter((segment) => !done.includes(segment));
    // What cannot be removed is left to the next start.
    await Promise.all(done.map(({ path }) => this.#disk.remove(path).catch(() => {})));
  }

  /** Ends the work with it; nothing can be appended any more. */
  close(): void {
    this.#endFile();
  }

  #room(length: number): Buffer {
    return length <= USUAL_RECORD ? this.#usual.subarray(0, length) : Buffer.allocUnsafe(length);
  }

  #begin(): number {
    const path = segmentPath(this.#directory, this.#end);
    const file = this.#disk.create(path);
    this.#segments = this.#segments.filter((segment) => segment.path !== path);
    this.#segments.push({ path, first: this.#end, end: this.#end });
    return file;
  }

  #endFile(): void {
    const file = this.#file;
    this.#file = null;
    if (file !== null) this.#disk.close(file);
  }
}
