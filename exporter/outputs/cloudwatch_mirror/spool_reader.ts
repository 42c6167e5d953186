import type { DropReason } from './delivery_counts.ts';
import type { WireDatum } from './requests.ts';
import type { SpoolDisk } from './spool_disk.ts';
import { linesOf } from './spool_lines.ts';
import { type Chunk, decodeRecord } from './spool_record.ts';
import type { Segment } from './spool_segments.ts';

/** The file is gone, or its bytes cannot be had; waiting would not bring them back. */
const LOST_FOR_EVER: readonly (string | undefined)[] = ['ENOENT', 'EIO'];

/** A datum in the spool, with its index among all that were ever spooled. */
export interface Spooled {
  readonly at: number;
  readonly datum: WireDatum;
}

/** Why a datum is not to be sent; null where it is. */
export type Judge = (datum: WireDatum) => DropReason | null;

/** Reads datums of segments in their order, once, and knows how many are missing. */
export class SpoolReader {
  readonly #disk: SpoolDisk;
  #next: number;
  #segment: Segment | null = null;
  #offset = 0;
  #found: Spooled[] = [];
  #missing = 0;

  /** Begins at an index. */
  constructor(disk: SpoolDisk, from: number) {
    this.#disk = disk;
    this.#next = from;
  }

  /** Index of the first datum that was not yet read. */
  get next(): number {
    return this.#next;
  }

  /** Goes on at an index, unless it is beyond that already. */
  skipTo(index: number): void {
    this.#next = Math.max(this.#next, index);
  }

  /**
   * At least so many datums from where it stands, and few more; fewer before the index `end` only. `missing` are those
   * that were to be found on the way and were damaged. Throws the system's error where a file cannot be read for now.
   */
  read(
    count: number,
    segments: readonly Segment[],
    end: number,
  ): { readonly found: Spooled[]; readonly missing: number } {
    this.#found = [];
    this.#missing = 0;
    try {
      while (this.#found.length < count && this.#next < end) {
        const segment = segments.find((candidate) => candidate.end > this.#next);
        this.#miss(segment?.first ?? end);
        if (segment !== undefined && this.#readSegment(segment, count)) this.#miss(segment.end);
      }
    } catch (error) {
      // What was read before will not be read again.
      if (this.#found.length + this.#missing === 0) throw error;
    }
    return { found: this.#found, missing: this.#missing };
  }

  /** Whether nothing is left in the segment. */
  #readSegment(segment: Segment, count: number): boolean {
    if (this.#segment?.path !== segment.path) this.#offset = 0;
    this.#segment = segment;
    try {
      for (const line of linesOf(this.#disk, segment.path, this.#offset, segment.bytes)) {
        const record = decodeRecord(line.bytes);
        if (record !== null && 'chunk' in record) this.#take(record.chunk, record.datums, segment.end);
        this.#offset = line.next;
        if (this.#found.length >= count) return false;
      }
    } catch (error) {
      if (!LOST_FOR_EVER.includes((error as NodeJS.ErrnoException).code)) throw error;
    }
    return true;
  }

  #take({ at, count }: Chunk, datums: readonly WireDatum[], end: number): void {
    // Beyond the end are chunks of a batch that was never whole.
    if (at + count > end || at + count <= this.#next) return;
    this.#miss(at);
    for (let index = this.#next - at; index < count; index += 1) {
      const datum = datums[index];
      if (datum !== undefined) this.#found.push({ at: at + index, datum });
    }
    this.#next = at + count;
  }

  #miss(before: number): void {
    this.#missing += Math.max(0, before - this.#next);
    this.skipTo(before);
  }
}
