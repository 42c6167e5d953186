import { LabelValues } from './label_values.ts';

/** A slot of the table in which no row was ever put. */
const EMPTY = -1;
/** A slot whose row was taken out; a search goes on past it. */
const TAKEN_OUT = -2;
const NONE = -1;
const SMALLEST = 8;

/**
 * Which rows have which label values: a hash table with linear probing over numbered values, so that a look-up
 * builds no string. Rows of the same label set form a chain, which the table knows by its first row.
 */
export class LabelSets {
  readonly names: readonly string[];
  readonly #values: readonly LabelValues[];
  readonly #wanted: Int32Array;
  #table = new Int32Array(SMALLEST).fill(EMPTY);
  /** Slots that are not `EMPTY`. */
  #filled = 0;
  #numbers: Int32Array;
  #next = new Int32Array(SMALLEST).fill(NONE);
  #follows = new Uint8Array(SMALLEST);

  constructor(names: readonly string[]) {
    this.names = names;
    this.#values = names.map(() => new LabelValues());
    this.#wanted = new Int32Array(names.length);
    this.#numbers = new Int32Array(SMALLEST * names.length);
  }

  /** The first row that has these labels and no others; −1 where there is none. */
  first(labels: Readonly<Record<string, string>>): number {
    const { names } = this;
    const wanted = this.#wanted;
    let count = 0;
    let hash = 0;
    // Labels mostly come in declared order, and then their values need not be looked up by name.
    for (const name in labels) {
      if (name !== names[count]) return this.#firstInAnyOrder(labels);
      const number = (this.#values[count] as LabelValues).find(labels[name] as string);
      if (number === NONE) return NONE;
      wanted[count] = number;
      hash = hashed(hash, number);
      count += 1;
    }
    return count === names.length ? (this.#table[this.#search(hash, wanted, 0)] as number) : NONE;
  }

  /** The first row of the label set that a row has. */
  firstOf(row: number): number {
    return this.#table[this.#slotOf(this.#numbers, row * this.names.length)] as number;
  }

  /** The next row of the same label set; −1 after the last. */
  next(row: number): number {
    return this.#next[row] as number;
  }

  /** Whether another row comes before this one in its chain. */
  follows(row: number): boolean {
    return this.#follows[row] === 1;
  }

  /** The label values of a row, in the order of the names. */
  values(row: number): string[] {
    const from = row * this.names.length;
    return this.#values.map((values, index) => values.text(this.#numbers[from + index] as number));
  }

  /** Gives a row its label values, which must be well-formed, in the order of the names. */
  link(row: number, values: readonly string[]): void {
    this.#makeRoom(row);
    const from = row * this.names.length;
    values.forEach((value, index) => {
      this.#numbers[from + index] = (this.#values[index] as LabelValues).acquire(value);
    });
    this.#next[row] = NONE;
    const slot = this.#slotOf(this.#numbers, from);
    let last = this.#table[slot] as number;
    this.#follows[row] = last === EMPTY ? 0 : 1;
    if (last === EMPTY) {
      this.#table[slot] = row;
      this.#filled += 1;
      return;
    }
    while (this.next(last) !== NONE) last = this.next(last);
    this.#next[last] = row;
  }

  /** Takes a row out; answers the row that is first of its label set now, −1 where none is left. */
  unlink(row: number): number {
    const from = row * this.names.length;
    const slot = this.#slotOf(this.#numbers, from);
    const first = this.#table[slot] as number;
    const next = this.next(row);
    if (first === row) {
      this.#table[slot] = next === NONE ? TAKEN_OUT : next;
      if (next !== NONE) this.#follows[next] = 0;
    } else {
      let before = first;
      while (this.next(before) !== row) before = this.next(before);
      this.#next[before] = next;
    }
    this.#values.forEach((values, index) => {
      values.release(this.#numbers[from + index] as number);
    });
    this.#next[row] = NONE;
    this.#follows[row] = 0;
    return first === row ? next : first;
  }

  #firstInAnyOrder(labels: Readonly<Record<string, string>>): number {
    if (Object.keys(labels).length !== this.names.length) return NONE;
    for (const [index, name] of this.names.entries()) {
      const value = labels[name];
      const number = value === undefined ? NONE : (this.#values[index] as LabelValues).find(value);
      if (number === NONE) return NONE;
      this.#wanted[index] = number;
    }
    return this.#table[this.#slotOf(this.#wanted, 0)] as number;
  }

  /** The slot of the label set whose numbers lie in an array, or the empty one where it belongs. */
  #slotOf(numbers: Int32Array, from: number): number {
    let hash = 0;
    for (let index = 0; index < this.names.length; index += 1) {
      hash = hashed(hash, numbers[from + index] as number);
    }
    return this.#search(hash, numbers, from);
  }

  #search(hash: number, numbers: Int32Array, from: number): number {
    const length = this.names.length;
    const table = this.#table;
    const last = table.length - 1;
    let slot = hash & last;
    for (;;) {
      const row = table[slot] as number;
      if (row === EMPTY) return slot;
      if (row !== TAKEN_OUT && this.#equal(row * length, numbers, from)) return slot;
      slot = (slot + 1) & last;
    }
  }

  #equal(at: number, numbers: Int32Array, from: number): boolean {
    const own = this.#numbers;
    for (let index = 0; index < this.names.length; index += 1) {
      if (own[at + index] !== numbers[from + index]) return false;
    }
    return true;
  }

  #makeRoom(row: number): void {
    if (row >= this.#next.length) {
      const rows = Math.max(row + 1, this.#next.length * 2);
      this.#numbers = grown(this.#numbers, new Int32Array(rows * this.names.length));
      this.#next = grown(this.#next, new Int32Array(rows).fill(NONE));
      this.#follows = grown(this.#follows, new Uint8Array(rows));
    }
    // Kept a quarter free, so that a probe soon meets an empty slot.
    if ((this.#filled + 1) * 4 > this.#table.length * 3) this.#rebuild();
  }

  #rebuild(): void {
    const firsts = this.#table.filter((row) => row >= 0);
    let slots = SMALLEST;
    while (slots < firsts.length * 2 + 2) slots *= 2;
    this.#table = new Int32Array(slots).fill(EMPTY);
    this.#filled = firsts.length;
    for (const row of firsts) this.#table[this.#slotOf(this.#numbers, row * this.names.length)] = row;
  }
}

function hashed(hash: number, number: number): number {
  const mixed = Math.imul(hash ^ number, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function grown<T extends Int32Array | Uint8Array>(before: T, after: T): T {
  after.set(before);
  return after;
}
