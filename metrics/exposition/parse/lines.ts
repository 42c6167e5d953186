import type { Buffer } from 'node:buffer';
import { HASH, LINE_END, SPACE, TAB } from './characters.ts';

/** Where a line begins. */
export interface LinePlace {
  readonly block: number;
  readonly start: number;
}

/** A walk over blocks of whole lines, each of which has an end. */
export class Lines {
  /** Those of the block with the present line. */
  bytes: Buffer;
  /** Where the present line begins in them. */
  start = 0;
  /** Bytes of the present line with its end, once `sameBytes` or `measure` has seen it. */
  length = 0;
  readonly #blocks: readonly Buffer[];
  #block = 0;

  /** There is one block at least. */
  constructor(blocks: readonly Buffer[]) {
    this.#blocks = blocks;
    this.bytes = blocks[0] as Buffer;
  }

  /** Whether there is a present line. */
  get isAtLine(): boolean {
    return this.start < this.bytes.length;
  }

  /** Whether the present line has no series. */
  get isOther(): boolean {
    let at = this.start;
    while (this.bytes[at] === SPACE || this.bytes[at] === TAB) at += 1;
    return this.bytes[at] === HASH || this.bytes[at] === LINE_END;
  }

  get place(): LinePlace {
    return { block: this.#block, start: this.start };
  }

  /** Finds the end of the present line. */
  measure(): void {
    this.length = endOfLine(this.bytes, this.start) - this.start;
  }

  /** Goes to the next line, or to the end, from one whose length is known. */
  next(): void {
    this.start += this.length;
    if (this.start < this.bytes.length || this.#block + 1 >= this.#blocks.length) return;
    this.#block += 1;
    this.bytes = this.#blocks[this.#block] as Buffer;
    this.start = 0;
  }

  /** All lines from a place to the present one, in blocks. */
  since({ block, start }: LinePlace): Buffer[] {
    const blocks = this.#blocks.slice(block, this.#block + 1);
    const cut = blocks.map((bytes, index) =>
      bytes.subarray(index === 0 ? start : 0, index === blocks.length - 1 ? this.start : bytes.length),
    );
    return cut.filter(({ length }) => length > 0);
  }
}

/** How many bytes two lines have in common from their beginning; sets the lengths of both. */
export function sameBytes(one: Lines, other: Lines): number {
  const { bytes, start } = one;
  const { bytes: otherBytes, start: otherStart } = other;
  let same = 0;
  for (;;) {
    const byte = bytes[start + same];
    if (byte !== otherBytes[otherStart + same]) break;
    same += 1;
    if (byte === LINE_END) {
      one.length = same;
      other.length = same;
      return same;
    }
  }
  one.length = endOfLine(bytes, start + same) - start;
  other.length = endOfLine(otherBytes, otherStart + same) - otherStart;
  return same;
}

/** After its end. */
function endOfLine(bytes: Buffer, from: number): number {
  let at = from;
  // Mostly only a number is left.
  while (at < bytes.length && bytes[at] !== LINE_END) at += 1;
  return at + 1;
}
