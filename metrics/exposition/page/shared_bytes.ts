/** Bytes of a page, which must not change while somebody reads them. */
export class SharedBytes {
  readonly buffer: Buffer;
  /** How many of them are in use, from the first on. */
  length: number;
  /** How many pages that are being read contain them. */
  readers = 0;

  constructor(buffer: Buffer, length = buffer.length) {
    this.buffer = buffer;
    this.length = length;
  }

  view(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }
}

/** Room for what a text gains while it changes: a sixteenth. */
const SLACK = 16;

/** Hands out buffers for blocks that have grown, mostly the one that another block has just left. */
export class SpareBytes {
  #spare: SharedBytes | null = null;

  /** Bytes with room for `length` and somewhat more. */
  take(length: number): SharedBytes {
    const spare = this.#spare;
    this.#spare = null;
    if (spare !== null && spare.buffer.length >= length && spare.buffer.length <= length * 2) return spare;
    return new SharedBytes(Buffer.allocUnsafeSlow(length + Math.ceil(length / SLACK)), 0);
  }

  /** Takes bytes back that nobody needs; those that are being read are left to their readers. */
  give(bytes: SharedBytes): void {
    if (bytes.readers === 0) this.#spare = bytes;
  }
}
