import type { Buffer } from 'node:buffer';
import { FamilyChanges } from './family_changes.ts';
import { CREATED, type Extent, LineLayout, OTHER } from './line_layout.ts';
import { Lines, sameBytes } from './lines.ts';
import { numbersOfLine } from './numbers_of_line.ts';
import type { ParsedFamily } from './parsed_family.ts';
import type { KnownPage } from './repeated_page.ts';
import type { Role } from './roles.ts';
import { readSegment } from './segment.ts';

/** Lines that are compared in one go. */
const LINES_PER_STEP = 250;

export interface Updated {
  readonly families: readonly ParsedFamily[];
  /** Those that were read anew. */
  readonly replaced: ReadonlySet<ParsedFamily>;
  readonly layout: LineLayout;
}

/**
 * A page as the one before, but for numbers, timestamps and exemplars, and for the series of some families, which are read anew.
 * It compares segments: the series that stand between other lines, and all these others, which must be the same.
 */
export class PageUpdate {
  readonly #known: KnownPage;
  readonly #before: Lines;
  readonly #now: Lines;
  readonly #changes: FamilyChanges;
  /** Null as long as it is the one before. */
  #layout: LineLayout | null = null;
  /** How far the page before was compared, and how far its layout has been taken over. */
  #line = 0;
  #sample = 0;
  #taken: Extent = { line: 0, sample: 0 };

  /** The last line of `blocks` has an end. */
  constructor(known: KnownPage, blocks: readonly Buffer[]) {
    this.#known = known;
    this.#before = new Lines(known.blocks);
    this.#now = new Lines(blocks);
    this.#changes = new FamilyChanges(known.families);
  }

  /** Answers null where the page must be read in full: it is another one, or may be wrong. */
  *run(): Generator<void, Updated | null> {
    const { layout } = this.#known;
    const lines = layout.prefixes.length;
    for (;;) {
      const head = this.#now.place;
      if (!(yield* this.#passOthers())) return null;
      const from = this.#extent;
      if (!(yield* this.#passSeries())) {
        yield* this.#passSegment();
        const segment = { from, to: this.#extent, pieces: this.#now.since(head) };
        const read = yield* readSegment(this.#known, segment);
        if (read === null) return null;
        this.#changes.replace(read.ordinal, read.family);
        this.#layout ??= new LineLayout();
        yield* this.#layout.addFrom(layout, this.#taken, from);
        yield* this.#layout.addFrom(read.layout, read.from, read.to, read.ordinal);
        this.#taken = this.#extent;
      }
      if (this.#line === lines) break;
    }
    if (this.#now.isAtLine) return null;
    if (this.#layout !== null) yield* this.#layout.addFrom(layout, this.#taken, this.#extent);
    return { ...this.#changes.all(), layout: this.#layout ?? layout };
  }

  get #extent(): Extent {
    return { line: this.#line, sample: this.#sample };
  }

  get #prefix(): number {
    // The page ends like a segment.
    return this.#known.layout.prefixes[this.#line] ?? OTHER;
  }

  /** Passes lines without series, as far as there are such lines on both pages; false where they are not the same. */
  *#passOthers(): Generator<void, boolean> {
    const { prefixes } = this.#known.layout;
    while (this.#line < prefixes.length && this.#prefix === OTHER) {
      if (this.#line % LINES_PER_STEP === 0) yield;
      if (!this.#now.isAtLine) return false;
      // Where a family that was empty has series now, its segment begins.
      if (sameBytes(this.#before, this.#now) !== this.#now.length) return !this.#now.isOther;
      this.#next();
    }
    return true;
  }

  /** Passes the series of a segment, and keeps their numbers; whether they are the same. */
  *#passSeries(): Generator<void, boolean> {
    for (; this.#prefix !== OTHER; this.#next()) {
      if (this.#line % LINES_PER_STEP === 0) yield;
      if (!this.#now.isAtLine || !this.#takeLine()) return false;
    }
    return !this.#now.isAtLine || this.#now.isOther;
  }

  /** Takes the numbers of a line; false where it is another one, or where they may be wrong. */
  #takeLine(): boolean {
    const { layout, format } = this.#known;
    const same = sameBytes(this.#before, this.#now);
    if (same === this.#now.length) return true;
    const prefix = this.#prefix;
    if (prefix === CREATED || same < prefix) return false;
    const numbers = numbersOfLine(this.#now, prefix, layout.roles[this.#sample] as Role, format);
    if (numbers === null) return false;
    this.#changes.set(
      layout.families[this.#sample] as number,
      layout.places[this.#sample] as number,
      numbers,
    );
    return true;
  }

  /** Passes what is left of a segment, whatever it is. */
  *#passSegment(): Generator<void, void> {
    for (let count = 1; this.#prefix !== OTHER; count += 1) {
      if (count % LINES_PER_STEP === 0) yield;
      this.#before.measure();
      if (this.#prefix !== CREATED) this.#sample += 1;
      this.#line += 1;
      this.#before.next();
    }
    for (let count = 1; this.#now.isAtLine && !this.#now.isOther; count += 1) {
      if (count % LINES_PER_STEP === 0) yield;
      this.#now.measure();
      this.#now.next();
    }
  }

  /** Goes on after a line that is there in both. */
  #next(): void {
    if (this.#prefix >= 0) this.#sample += 1;
    this.#line += 1;
    this.#before.next();
    this.#now.next();
  }
}
