const SMALLEST = 16;
const LARGEST = 2 ** 30;
/** Below it, a number's zigzag is still a positive one of 32 bits. */
const SMALL = 2 ** 30;

const encoder = new TextEncoder();

/**
 * Protobuf's wire format into one growing buffer (https://protobuf.dev/programming-guides/encoding/). No
 * BigInt: whole numbers are doubles, exact up to 2^53. The writing methods throw a RangeError beyond 1 GiB.
 */
export class ProtoWriter {
  /** What was written lies in the first `length` bytes. Another array after each growth. */
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;
  #view: DataView;

  /** `capacity` in bytes, to begin with. */
  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(Math.max(capacity, SMALLEST));
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Forgets what was written, and keeps the buffer. */
  reset(): void {
    this.length = 0;
  }

  /** Makes room for `size` bytes more. */
  ensure(size: number): void {
    if (this.length + size > this.bytes.length) this.#grow(this.length + size);
  }

  /**
   * A whole number from 0 to 2^53: `uint64`, `uint32`, an enumeration, a length or a tag.
   * Throws a RangeError where it is none.
   */
  varint(value: number): void {
    this.ensure(10);
    const { bytes } = this;
    let at = this.length;
    let rest = value;
    if (rest >>> 0 !== rest) {
      if (!(rest >= 0 && rest <= 2 ** 53 && Number.isInteger(rest))) throw notWhole(value, '0');
      while (rest > 0xffffffff) {
        bytes[at++] = (rest % 0x80) | 0x80;
        rest = Math.floor(rest / 0x80);
      }
    }
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.length = at;
  }

  /** A whole number from −2^31 to 2^31 − 1 as zigzag. Throws a RangeError where it is none. */
  sint32(value: number): void {
    if ((value | 0) !== value) throw new RangeError(`${value} is no whole number from −2^31 to 2^31 − 1.`);
    this.varint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** A whole number from −2^53 to 2^53 as zigzag. Throws a RangeError where it is none. */
  sint64(value: number): void {
    // Nearly all of them are differences of counts, and small.
    if ((value | 0) === value && value >= -SMALL && value < SMALL) {
      this.#small((value << 1) ^ (value >> 31));
      return;
    }
    if (!(Math.abs(value) <= 2 ** 53 && Number.isInteger(value))) throw notWhole(value, '−2^53');
    // Zigzag is 2n or 2n + 1, which would be beyond 2^53; so the last six bits of n go first.
    const half = value < 0 ? -value - 1 : value;
    const low = ((half % 0x40) << 1) | (value < 0 ? 1 : 0);
    const rest = Math.floor(half / 0x40);
    this.ensure(10);
    if (rest === 0) {
      this.bytes[this.length++] = low;
      return;
    }
    this.bytes[this.length++] = low | 0x80;
    this.varint(rest);
  }

  /** A double, little-endian. */
  fixed64(value: number): void {
    this.ensure(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** Bytes that are encoded already. */
  raw(bytes: Uint8Array, from = 0, to = bytes.length): void {
    this.ensure(to - from);
    const target = this.bytes;
    let at = this.length;
    // `set` needs a view of its own, which costs more than few bytes do.
    if (to - from <= 256) for (let index = from; index < to; index++) target[at++] = bytes[index] as number;
    else target.set(bytes.subarray(from, to), at);
    this.length += to - from;
  }

  /** Text as UTF-8, without its length. Lone surrogates become U+FFFD. */
  utf8(text: string): void {
    const characters = text.length;
    this.ensure(characters * 3);
    const { bytes } = this;
    let at = this.length;
    for (let index = 0; index < characters; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) {
        this.length = at + encoder.encodeInto(text.slice(index), bytes.subarray(at)).written;
        return;
      }
      bytes[at++] = code;
    }
    this.length = at;
  }

  /** A field that is a varint. */
  uint(tag: number, value: number): void {
    this.varint(tag);
    this.varint(value);
  }

  /** A field that is a double. */
  double(tag: number, value: number): void {
    this.varint(tag);
    this.fixed64(value);
  }

  /** A field that is text. */
  string(tag: number, text: string): void {
    const start = this.open(tag);
    this.utf8(text);
    this.close(start);
  }

  /**
   * Begins a field that is a message or packed list; `close` wants the answer. `lengthBytes` is how many bytes its
   * length will take, most likely: another number costs a move of what is inside.
   */
  open(tag: number, lengthBytes = 1): number {
    this.varint(tag);
    return this.openDelimited(lengthBytes);
  }

  /** Begins a message that is no field but has its length before it; `close` wants the answer. */
  openDelimited(lengthBytes = 1): number {
    this.ensure(lengthBytes);
    this.length += lengthBytes;
    return this.length;
  }

  /** Ends what began at `start`, and writes its length before it. What is inside must be closed already. */
  close(start: number, lengthBytes = 1): void {
    const size = this.length - start;
    if (lengthBytes === 1 && size <= 0x7f) {
      this.bytes[start - 1] = size;
      return;
    }
    const shift = sizeOfVarint(size) - lengthBytes;
    if (shift !== 0) {
      this.ensure(Math.max(shift, 0));
      this.bytes.copyWithin(start + shift, start, this.length);
    }
    this.length = start - lengthBytes;
    this.varint(size);
    this.length += size;
  }

  /** A whole number from 0 to 2^31 − 1. */
  #small(value: number): void {
    this.ensure(5);
    const { bytes } = this;
    let at = this.length;
    let rest = value;
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.length = at;
  }

  #grow(needed: number): void {
    if (needed > LARGEST) {
      throw new RangeError(
        `A protobuf page of ${needed} bytes is larger than the ${LARGEST} that a scrape may have. ` +
          'Serve fewer series: lower the series limit, or drop labels with many values.',
      );
    }
    const grown = new Uint8Array(Math.min(Math.max(needed, this.bytes.length * 2), LARGEST));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Bytes that a whole number from 0 to 2^53 takes as a varint. */
export function sizeOfVarint(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

function notWhole(value: number, least: string): RangeError {
  return new RangeError(`${value} is no whole number from ${least} to 2^53.`);
}
