const ENCODING = 'utf16le';
const UNIT_BYTES = 2;
/** Bytes that an id takes at first; there is more room where they are longer. */
const BYTES_EACH = 64;
/** Places in the table for an id. */
const PLACES_EACH = 2;
/** Of FNV-1a with 32 bits, and a multiplier that spreads it. */
const [OFFSET, PRIME, SPREAD] = [0x811c9dc5, 0x01000193, 0x9e3779b1];

/** A whole number of 32 bits that stands for an id; others may have the same. */
export function hashOf(id: string): number {
  let hash = OFFSET;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), PRIME);
  return Math.imul(hash ^ (hash >>> 15), SPREAD) >>> 0;
}

/**
 * A bounded number of ids in the order in which they came, outside of the heap: a million strings in a Set would keep the garbage
 * collector busy, and everybody waiting, for as long as they are young, and whenever the Set grows.
 */
export class IdSegment {
  /** The ids one after the other, as UTF-16, since lone surrogates are told apart. */
  #text: Buffer;
  /** Where each id ends in the text. */
  readonly #ends: Uint32Array;
  readonly #hashes: Uint32Array;
  /** An open hash table: at the first free place from its hash on, the number of an id from 1 on. */
  readonly #table: Uint32Array;
  readonly #mask: number;
  #count = 0;

  /** `limit` is how many ids there is room for. */
  constructor(limit: number) {
    const places = 2 ** Math.ceil(Math.log2(limit * PLACES_EACH));
    this.#text = Buffer.allocUnsafeSlow(limit * BYTES_EACH);
    this.#ends = new Uint32Array(limit);
    this.#hashes = new Uint32Array(limit);
    this.#table = new Uint32Array(places);
    this.#mask = places - 1;
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.#ends.length;
  }

  /** Whether an id of this hash is in it. */
  has(id: string, hash: number): boolean {
    for (let place = hash & this.#mask; ; place = (place + 1) & this.#mask) {
      const number = this.#table[place] ?? 0;
      if (number === 0) return false;
      if (this.#hashes[number - 1] === hash && this.at(number - 1) === id) return true;
    }
  }

  /** Takes an id that is not in it; there must be room. */
  add(id: string, hash: number): void {
    const index = this.#count;
    const start = this.#endOf(index - 1);
    const end = start + id.length * UNIT_BYTES;
    if (end > this.#text.length) this.#grow(end);
    this.#text.write(id, start, ENCODING);
    this.#ends[index] = end;
    this.#hashes[index] = hash;
    this.#count += 1;
    let place = hash & this.#mask;
    while (this.#table[place] !== 0) place = (place + 1) & this.#mask;
    this.#table[place] = this.#count;
  }

  /** Forgets all. */
  clear(): void {
    this.#table.fill(0);
    this.#count = 0;
  }

  /** The id that came after so many others. */
  at(index: number): string {
    return this.#text.toString(ENCODING, this.#endOf(index - 1), this.#endOf(index));
  }

  #endOf(index: number): number {
    return index < 0 ? 0 : (this.#ends[index] ?? 0);
  }

  #grow(atLeast: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(atLeast, this.#text.length * 2));
    this.#text.copy(larger);
    this.#text = larger;
  }
}
