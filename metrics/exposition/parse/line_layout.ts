import { Buffer } from 'node:buffer';
import type { LineReader } from './line_reader.ts';
import type { Role } from './roles.ts';

/** In place of the length of what comes before a value: a comment, a blank line, or one that says what a family is. */
export const OTHER = -1;
/** The same: a series whose value is no sample, but when others began. */
export const CREATED = -2;

/** Lines of a page beyond which it takes more memory to know them than time to read them. */
const MOST_LINES = 1_000_000;
/** Lines that are copied in one go. */
const LINES_PER_STEP = 5_000;

/** What each line of a page is, so that a page with the same lines but for their numbers need not be read again. */
export class LineLayout {
  /** By line: bytes before its value, or OTHER, or CREATED. */
  readonly prefixes: number[] = [];
  /** By sample, in the order of the page: its family, its place in it, and its role. */
  readonly families: number[] = [];
  readonly places: number[] = [];
  readonly roles: Role[] = [];

  /** Whether it knows all lines. */
  get isComplete(): boolean {
    return this.prefixes.length <= MOST_LINES;
  }

  /** Takes note of the line that was read last, which begins at `start` of a block. */
  add({ place, valueAt }: LineReader, block: string, start: number): void {
    if (!this.isComplete) return;
    if (place === null) this.prefixes.push(OTHER);
    else if (place.role === 'created') this.prefixes.push(CREATED);
    else {
      const { family, role } = place;
      this.prefixes.push(Buffer.byteLength(block.slice(start, valueAt)));
      this.#addSample(family.ordinal, family.values.length - 1, role);
    }
  }

  /**
   * Takes note of lines and samples of another page, in steps; `ordinal` is that of the family that all of them belong to, where it
   * is not the one that it has there.
   */
  *addFrom(
    other: LineLayout,
    from: Extent,
    to: Extent,
    ordinal: number | null = null,
  ): Generator<void, void> {
    for (let line = from.line; line < to.line; line += 1) {
      if (line % LINES_PER_STEP === 0) yield;
      this.prefixes.push(other.prefixes[line] as number);
    }
    for (let sample = from.sample; sample < to.sample; sample += 1) {
      if (sample % LINES_PER_STEP === 0) yield;
      const family = ordinal ?? (other.families[sample] as number);
      this.#addSample(family, other.places[sample] as number, other.roles[sample] as Role);
    }
  }

  #addSample(family: number, place: number, role: Role): void {
    this.families.push(family);
    this.places.push(place);
    this.roles.push(role);
  }
}

/** How far a page goes, in lines and samples. */
export interface Extent {
  readonly line: number;
  readonly sample: number;
}
