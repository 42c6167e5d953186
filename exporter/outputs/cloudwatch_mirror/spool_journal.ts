import type { DeliveryCounts } from './delivery_counts.ts';
import type { WireDatum } from './requests.ts';
import { countOf } from './spool_batch.ts';
import type { Cursor, CursorFile } from './spool_cursor.ts';
import type { SpoolDisk } from './spool_disk.ts';
import type { Part } from './spool_parts.ts';
import { type Judge, type Spooled, SpoolReader } from './spool_reader.ts';
import { encodeBatch, encodeHeader } from './spool_record.ts';
import { recoverSpool } from './spool_recovery.ts';
import { type Segment, segmentPath } from './spool_segments.ts';

export interface JournalSettings {
  readonly directory: string;
  /** Most bytes that the segments may have together. */
  readonly maxBytes: number;
  /** From how many bytes on a segment is followed by a new one. */
  readonly segmentBytes: number;
  readonly inDoubt: 'resend' | 'drop';
}

/** The part of the spool that is on disk. Its methods throw the system's error where the disk refuses. */
export class Journal {
  /** What was found amiss when it was opened, a sentence each. */
  readonly findings: readonly string[];
  readonly #disk: SpoolDisk;
  readonly #settings: JournalSettings;
  readonly #counts: DeliveryCounts;
  readonly #cursorFile: CursorFile;
  readonly #segments: Segment[];
  readonly #reader: SpoolReader;
  #isNewestOpen: boolean;
  #end: number;
  #batch: number;
  #mark: string | null;
  /** What was dropped unsent, or is done, is below. */
  #floor: number;
  #ready: Spooled[] = [];
  #sending: Spooled[] = [];

  /** Opens the journal in a directory, and decides on what is in doubt since a crash. */
  constructor(disk: SpoolDisk, settings: JournalSettings, counts: DeliveryCounts) {
    const { cursorFile, cursor, segments, end, findings } = recoverSpool(disk, settings.directory);
    this.#disk = disk;
    this.#settings = settings;
    this.#counts = counts;
    this.#cursorFile = cursorFile;
    this.#segments = segments;
    this.#isNewestOpen = segments.at(-1)?.end === end;
    this.#end = end;
    this.#batch = cursor.batch;
    this.#mark = cursor.mark;
    this.#floor = cursor.done;
    this.findings = findings;
    const { sending } = cursor;
    if (sending !== null && settings.inDoubt === 'drop') this.#floor = Math.max(cursor.done, sending.to);
    this.#reader = new SpoolReader(disk, this.#floor);
    if (sending !== null) this.#save();
    this.#tidy();
    // Nothing is counted where the disk has refused one of these, for then it is opened again.
    counts.recovered += end - cursor.done;
    counts.dropped.in_doubt += this.#floor - cursor.done;
    if (sending !== null) {
      counts.inDoubt.requests += 1;
      counts.inDoubt.datums += sending.to - sending.from;
    }
  }

  /** Mark of the last batch that had one. */
  get lastMark(): string | null {
    return this.#mark;
  }

  /** Datums that are neither done nor dropped. */
  get datums(): number {
    return this.#sending.length + this.#ready.length + this.#end - this.#reader.next;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whether nothing waits, and files are left nevertheless, of datums that were dropped. */
  get isUntidy(): boolean {
    return this.datums === 0 && this.#segments.length > 0;
  }

  /**
   * Makes a batch durable, and drops the oldest datums where it would be too large with them. False where the batch alone
   * is larger than all may be.
   */
  append(parts: readonly Part[], mark: string | null): boolean {
    const count = countOf(parts);
    const batch = this.#batch + 1;
    if (count > 0) {
      const bytes = encodeBatch(batch, this.#end, parts, mark);
      if (bytes.length > this.#settings.maxBytes) return false;
      while (this.bytes + bytes.length > this.#settings.maxBytes) this.#dropOldest();
      this.#write(bytes, count);
    }
    this.#batch = batch;
    this.#mark = mark ?? this.#mark;
    if (count === 0 && mark !== null) this.#save();
    return true;
  }

  /** The oldest datums that are not on their way, at most so many; those that are judged are dropped on the way. */
  peek(limit: number, judge: Judge): WireDatum[] {
    this.#drop(judge);
    while (this.#ready.length < limit && this.#reader.next < this.#end) {
      const { found, missing } = this.#reader.read(limit - this.#ready.length, this.#segments, this.#end);
      this.#counts.dropped.damaged += missing;
      this.#ready.push(...found);
      this.#drop(judge);
    }
    return this.#ready.slice(0, limit).map(({ datum }) => datum);
  }

  /** The first so many of what `peek` said are now on their way. */
  begin(count: number): void {
    const sending = this.#ready.slice(0, count);
    this.#cursorFile.write(this.#cursor(sending));
    this.#sending = sending;
    this.#ready = this.#ready.slice(count);
  }

  /** What is on its way is done. It is so also where this throws, but not after a crash. */
  settle(): void {
    this.#sending = [];
    this.#save();
    this.#tidy();
  }

  /** What is on its way comes back to be sent later; what was dropped meanwhile does not. */
  release(): void {
    const kept = this.#sending.filter(({ at }) => at >= this.#floor);
    this.#counts.dropped.spool_full += this.#sending.length - kept.length;
    this.#ready = [...kept, ...this.#ready];
    this.#sending = [];
    this.#save();
  }

  #drop(judge: Judge): void {
    this.#ready = this.#ready.filter(({ datum }) => {
      const reason = judge(datum);
      if (reason !== null) this.#counts.dropped[reason] += 1;
      return reason === null;
    });
  }

  #write(bytes: Buffer, count: number): void {
    const segment = this.#segmentFor(bytes.length);
    try {
      this.#disk.write(segment.path, segment.bytes, bytes);
    } catch (error) {
      this.#abandon(segment);
      throw error;
    }
    segment.bytes += bytes.length;
    segment.end += count;
    this.#end += count;
  }

  #segmentFor(bytes: number): Segment {
    const newest = this.#segments.at(-1);
    if (newest !== undefined && this.#isNewestOpen && newest.bytes + bytes <= this.#settings.segmentBytes)
      return newest;
    const header = encodeHeader();
    const path = segmentPath(this.#settings.directory, this.#end);
    const segment = { path, first: this.#end, end: this.#end, bytes: header.length };
    this.#disk.create(path, header);
    this.#segments.push(segment);
    this.#isNewestOpen = true;
    return segment;
  }

  /** Nothing more is written to it, since it is unknown what stands at its end. */
  #abandon(segment: Segment): void {
    this.#isNewestOpen = false;
    if (segment.end === segment.first) this.#segments.pop();
    try {
      if (segment.end === segment.first) this.#disk.remove(segment.path);
      else this.#disk.truncate(segment.path, segment.bytes);
    } catch {
      // The disk has just refused; when it is opened the next time, the rest is cut off.
    }
  }

  #dropOldest(): void {
    const [oldest] = this.#segments;
    if (oldest === undefined) return;
    const kept = this.#ready.filter(({ at }) => at >= oldest.end);
    this.#counts.dropped.spool_full +=
      this.#ready.length - kept.length + Math.max(0, oldest.end - this.#reader.next);
    this.#ready = kept;
    this.#reader.skipTo(oldest.end);
    this.#floor = Math.max(this.#floor, oldest.end);
    this.#save();
    this.#removeOldest();
  }

  #removeOldest(): void {
    const [oldest] = this.#segments;
    if (oldest === undefined) return;
    this.#disk.remove(oldest.path);
    this.#segments.shift();
    if (this.#segments.length === 0) this.#isNewestOpen = false;
  }

  /** Removes the files of which all is done; what it says must stand in the cursor file already. */
  #tidy(): void {
    const { done } = this.#cursor(this.#sending);
    while (this.#segments[0] !== undefined && this.#segments[0].end <= done) this.#removeOldest();
  }

  #save(): void {
    this.#cursorFile.write(this.#cursor(this.#sending));
  }

  #cursor(sending: readonly Spooled[]): Cursor {
    const [first, last] = [sending[0], sending.at(-1)];
    return {
      done: Math.max(this.#floor, first?.at ?? this.#ready[0]?.at ?? this.#reader.next),
      sending: first === undefined || last === undefined ? null : { from: first.at, to: last.at + 1 },
      batch: this.#batch,
      mark: this.#mark,
    };
  }
}
