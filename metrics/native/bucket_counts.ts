import { coarser } from './bounds.ts';

/** Buckets that a window may span, filled or not; 64 octaves at schema 3. */
const WIDEST = 512;
/** Windows begin and end at multiples of it, so that not every new extreme widens them. */
const STEP = 8;
/** The window before anything is counted. */
const NOTHING: number[] = [];

/**
 * Counts by bucket index, for one sign. What is observed mostly lies within a few octaves, so counts lie side by side in
 * a window that spans the filled buckets: 8 bytes for each, and nothing to search. Where that would be too wide, they
 * are in a Map. A count of 0 is an empty bucket.
 */
export class BucketCounts {
  /** Counts from index `#base` on. */
  #window = NOTHING;
  #base = 0;
  /** All counts, where they lie too far apart for a window. */
  #apart: Map<number, number> | null = null;
  #size = 0;

  /** How many buckets are filled. */
  get size(): number {
    return this.#size;
  }

  /** Adds a count, which must be over 0, to a bucket. Answers whether that bucket was empty before. */
  add(index: number, count: number): boolean {
    const window = this.#window;
    const at = index - this.#base;
    if (at < 0 || at >= window.length) return this.#addOutside(index, count);
    const before = window[at] as number;
    window[at] = before + count;
    if (before !== 0) return false;
    this.#size += 1;
    return true;
  }

  /** The count of a bucket; 0 where it is empty. */
  get(index: number): number {
    return (this.#apart === null ? this.#window[index - this.#base] : this.#apart.get(index)) ?? 0;
  }

  /** The indexes of the filled buckets, ascending. */
  indexes(): Int32Array {
    return Int32Array.from(this.#filled(), ([index]) => index).sort();
  }

  /** The sum of all counts. */
  total(): number {
    return this.#filled().reduce((total, [, count]) => total + count, 0);
  }

  /** The lowest filled index, which is the one closest to zero; +Infinity where nothing is filled. */
  lowest(): number {
    if (this.#apart !== null) return Math.min(...this.#apart.keys());
    const at = this.#window.findIndex((count) => count !== 0);
    return at === -1 ? Number.POSITIVE_INFINITY : this.#base + at;
  }

  /** The highest filled index; −Infinity where nothing is filled. */
  highest(): number {
    if (this.#apart !== null) return Math.max(...this.#apart.keys());
    const at = this.#window.findLastIndex((count) => count !== 0);
    return at === -1 ? Number.NEGATIVE_INFINITY : this.#base + at;
  }

  /** Writes each count where its index less `lowest` says, into an array that is long enough. */
  spreadInto(counts: Float64Array, lowest: number): void {
    if (this.#apart !== null) {
      for (const [index, count] of this.#apart) counts[index - lowest] = count;
      return;
    }
    const window = this.#window;
    const shift = this.#base - lowest;
    for (let at = 0; at < window.length; at += 1) {
      if (window[at] !== 0) counts[at + shift] = window[at] as number;
    }
  }

  addAll(other: BucketCounts): void {
    for (const [index, count] of other.#filled()) this.add(index, count);
  }

  /** Lowers the schema by `steps`, uniting neighbours. */
  coarsen(steps: number): void {
    const before = this.#filled();
    this.clear();
    for (const [index, count] of before) this.add(coarser(index, steps), count);
  }

  /** Empties the buckets up to and including an index, and answers what they held. */
  takeUpTo(index: number): number {
    if (this.lowest() > index) return 0;
    const before = this.#filled();
    this.clear();
    let taken = 0;
    for (const [one, count] of before) {
      if (one > index) this.add(one, count);
      else taken += count;
    }
    return taken;
  }

  clear(): void {
    this.#window = NOTHING;
    this.#base = 0;
    this.#apart = null;
    this.#size = 0;
  }

  clone(): BucketCounts {
    const copy = new BucketCounts();
    if (this.#size === 0) return copy;
    copy.#window = this.#window.slice();
    copy.#base = this.#base;
    copy.#apart = this.#apart === null ? null : new Map(this.#apart);
    copy.#size = this.#size;
    return copy;
  }

  #filled(): [index: number, count: number][] {
    if (this.#apart !== null) return [...this.#apart];
    const filled: [number, number][] = [];
    for (const [at, count] of this.#window.entries()) if (count !== 0) filled.push([this.#base + at, count]);
    return filled;
  }

  #addOutside(index: number, count: number): boolean {
    if (this.#apart === null && this.#reachTo(index)) return this.add(index, count);
    this.#apart ??= new Map(this.#filled());
    this.#window = NOTHING;
    const before = this.#apart.get(index) ?? 0;
    this.#apart.set(index, before + count);
    if (before !== 0) return false;
    this.#size += 1;
    return true;
  }

  /** Widens the window to an index; false, and nothing changed, where it would be too wide. */
  #reachTo(index: number): boolean {
    const lowest = Math.floor(Math.min(index, this.lowest()) / STEP) * STEP;
    const end = (Math.floor(Math.max(index, this.highest()) / STEP) + 1) * STEP;
    if (end - lowest > WIDEST) return false;
    const wider = new Array<number>(end - lowest).fill(0);
    const window = this.#window;
    const shift = this.#base - lowest;
    // What is beyond the new window is empty.
    for (let at = 0; at < window.length; at += 1) {
      if (window[at] !== 0) wider[at + shift] = window[at] as number;
    }
    this.#window = wider;
    this.#base = lowest;
    return true;
  }
}
