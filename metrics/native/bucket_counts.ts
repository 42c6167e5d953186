import { coarser } from './bounds.ts';

const SMALLEST_CAPACITY = 8;
/** The table before anything is counted; it has no room, so it is replaced before it would be written. */
const NOTHING = new Float64Array(4);

/**
 * Counts by bucket index, for one sign: a hash table with linear probing in one Float64Array that holds index,
 * count, index, count … It takes 16 bytes a slot and less than three slots for each bucket that was ever filled
 * at a time, however far apart the buckets lie. A count of 0 marks a free slot.
 */
export class BucketCounts {
  #slots = NOTHING;
  /** The top bits of the hash are the slot: 32 − log2(capacity). */
  #shift = 31;
  #room = 0;
  #size = 0;

  /** How many buckets are filled. */
  get size(): number {
    return this.#size;
  }

  /** Adds a count, which must be over 0, to a bucket. Answers whether that bucket was empty before. */
  add(index: number, count: number): boolean {
    const slots = this.#slots;
    const last = slots.length - 2;
    // Multiplicative hashing spreads neighbouring indexes, which is what observations fill.
    let at = (Math.imul(index, 0x9e3779b1) >>> this.#shift) << 1;
    for (;;) {
      const before = slots[at + 1] as number;
      if (before === 0) break;
      if (slots[at] === index) {
        slots[at + 1] = before + count;
        return false;
      }
      at = at === last ? 0 : at + 2;
    }
    this.#fill(at, index, count);
    return true;
  }

  /** The count of a bucket; 0 where it is empty. */
  get(index: number): number {
    const slots = this.#slots;
    const last = slots.length - 2;
    let at = (Math.imul(index, 0x9e3779b1) >>> this.#shift) << 1;
    while (slots[at + 1] !== 0 && slots[at] !== index) at = at === last ? 0 : at + 2;
    return slots[at + 1] as number;
  }

  /** The indexes of the filled buckets, ascending. */
  indexes(): Int32Array {
    const indexes = new Int32Array(this.#size);
    let filled = 0;
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += 2) {
      if (slots[at + 1] !== 0) indexes[filled++] = slots[at] as number;
    }
    return indexes.sort();
  }

  /** The sum of all counts. */
  total(): number {
    let total = 0;
    for (let at = 1; at < this.#slots.length; at += 2) total += this.#slots[at] as number;
    return total;
  }

  /** The lowest filled index, which is the one closest to zero; +Infinity where nothing is filled. */
  lowest(): number {
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#slots.length; at += 2) {
      if (this.#slots[at + 1] !== 0) lowest = Math.min(lowest, this.#slots[at] as number);
    }
    return lowest;
  }

  /** The highest filled index; −Infinity where nothing is filled. */
  highest(): number {
    let highest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < this.#slots.length; at += 2) {
      if (this.#slots[at + 1] !== 0) highest = Math.max(highest, this.#slots[at] as number);
    }
    return highest;
  }

  /** Writes each count where its index less `lowest` says, into an array that is long enough. */
  spreadInto(counts: Float64Array, lowest: number): void {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += 2) {
      const count = slots[at + 1] as number;
      if (count !== 0) counts[(slots[at] as number) - lowest] = count;
    }
  }

  addAll(other: BucketCounts): void {
    for (const index of other.indexes()) this.add(index, other.get(index));
  }

  /** Lowers the schema by `steps`, uniting neighbours. */
  coarsen(steps: number): void {
    const before = this.#replace(this.#slots.length);
    for (let at = 0; at < before.length; at += 2) {
      const count = before[at + 1] as number;
      if (count !== 0) this.add(coarser(before[at] as number, steps), count);
    }
  }

  /** Empties the buckets up to and including an index, and answers what they held. */
  takeUpTo(index: number): number {
    if (this.lowest() > index) return 0;
    const before = this.#replace(this.#slots.length);
    let taken = 0;
    for (let at = 0; at < before.length; at += 2) {
      const count = before[at + 1] as number;
      if (count === 0) continue;
      if ((before[at] as number) > index) this.add(before[at] as number, count);
      else taken += count;
    }
    return taken;
  }

  clear(): void {
    this.#slots = NOTHING;
    this.#shift = 31;
    this.#room = 0;
    this.#size = 0;
  }

  clone(): BucketCounts {
    const copy = new BucketCounts();
    if (this.#size === 0) return copy;
    copy.#slots = this.#slots.slice();
    copy.#shift = this.#shift;
    copy.#room = this.#room;
    copy.#size = this.#size;
    return copy;
  }

  #fill(at: number, index: number, count: number): void {
    if (this.#room > 0) {
      this.#slots[at] = index;
      this.#slots[at + 1] = count;
      this.#room -= 1;
      this.#size += 1;
      return;
    }
    const before = this.#replace(Math.max(this.#slots.length * 2, SMALLEST_CAPACITY * 2));
    for (let from = 0; from < before.length; from += 2) {
      const known = before[from + 1] as number;
      if (known !== 0) this.add(before[from] as number, known);
    }
    this.add(index, count);
  }

  /** Puts an empty table in place of the present one, and answers that. */
  #replace(length: number): Float64Array<ArrayBuffer> {
    const before = this.#slots;
    if (before === NOTHING && length === NOTHING.length) return before;
    const capacity = length / 2;
    this.#slots = new Float64Array(length);
    this.#shift = Math.clz32(capacity - 1);
    // Kept a quarter free, so that a probe soon meets a free slot.
    this.#room = (capacity * 3) / 4;
    this.#size = 0;
    return before;
  }
}
