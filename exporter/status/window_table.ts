const ROWS_OF_A_CHUNK = 256;
const NONE = -1;

/**
 * What came in each of the last `slots` stretches of time, the present one included, by key: `stride` sums for each. Keys are small whole
 * numbers; one takes room when something is first added to it, until it is released.
 */
export class WindowTable {
  readonly #slots: number;
  readonly #stride: number;
  /** `ROWS_OF_A_CHUNK` rows each: of each row its slots, of each slot its sums. They never move. */
  readonly #chunks: Float32Array[] = [];
  readonly #free: number[] = [];
  /** Rows by key; −1 where a key has none. */
  #rows = new Int32Array(64).fill(NONE);
  #rowsUsed = 0;
  #present = 0;

  constructor(slots: number, stride: number) {
    this.#slots = slots;
    this.#stride = stride;
  }

  /** Whether a key has room, so that sums of zero are known to be zero. */
  has(key: number): boolean {
    return this.#rowOf(key) !== NONE;
  }

  /** Gives a key room, and so sums of zero. */
  touch(key: number): void {
    if (!this.has(key)) this.#take(key);
  }

  /** Adds to a sum of the present stretch. */
  add(key: number, column: number, amount: number): void {
    const known = this.#rowOf(key);
    const row = known === NONE ? this.#take(key) : known;
    const cells = this.#chunkOf(row);
    const at = this.#at(row, this.#present) + column;
    cells[at] = (cells[at] as number) + amount;
  }

  /** Writes the sums of all stretches into an array of `stride`. */
  sum(key: number, into: Float64Array): void {
    into.fill(0, 0, this.#stride);
    const row = this.#rowOf(key);
    if (row === NONE) return;
    const cells = this.#chunkOf(row);
    const from = this.#at(row, 0);
    for (let slot = 0; slot < this.#slots; slot += 1) {
      const at = from + slot * this.#stride;
      for (let column = 0; column < this.#stride; column += 1) {
        into[column] = (into[column] as number) + (cells[at + column] as number);
      }
    }
  }

  /** Begins a new stretch, and forgets the oldest. */
  advance(): void {
    this.#present = (this.#present + 1) % this.#slots;
    for (let row = 0; row < this.#rowsUsed; row += 1) {
      const at = this.#at(row, this.#present);
      this.#chunkOf(row).fill(0, at, at + this.#stride);
    }
  }

  /** Sets every sum to zero. */
  clear(): void {
    for (const chunk of this.#chunks) chunk.fill(0);
  }

  /** Gives the room of a key back. */
  release(key: number): void {
    const row = this.#rowOf(key);
    if (row === NONE) return;
    const from = this.#at(row, 0);
    this.#chunkOf(row).fill(0, from, from + this.#slots * this.#stride);
    this.#rows[key] = NONE;
    this.#free.push(row);
  }

  #rowOf(key: number): number {
    return this.#rows[key] ?? NONE;
  }

  #take(key: number): number {
    if (key >= this.#rows.length) {
      const more = new Int32Array(Math.max(key + 1, this.#rows.length * 2)).fill(NONE);
      more.set(this.#rows);
      this.#rows = more;
    }
    const row = this.#free.pop() ?? this.#rowsUsed++;
    this.#rows[key] = row;
    return row;
  }

  /** Where the cells of a slot begin in the chunk of its row. */
  #at(row: number, slot: number): number {
    return ((row % ROWS_OF_A_CHUNK) * this.#slots + slot) * this.#stride;
  }

  #chunkOf(row: number): Float32Array {
    const index = Math.floor(row / ROWS_OF_A_CHUNK);
    let chunk = this.#chunks[index];
    if (chunk === undefined) {
      chunk = new Float32Array(ROWS_OF_A_CHUNK * this.#slots * this.#stride);
      this.#chunks[index] = chunk;
    }
    return chunk;
  }
}
