const scratch = new Float64Array(1);
const scratchBytes = new Uint8Array(scratch.buffer);

/** One buffer that grows, and the four kinds of value that a histogram is made of. */
export class ProtoBytes {
  bytes: Buffer;
  length = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.alloc(capacity);
  }

  /** Room for so many more bytes. */
  ensure(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.alloc(this.bytes.length * 2);
    this.bytes.copy(larger);
    this.bytes = larger;
  }

  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  double(tag: number, value: number): void {
    this.bytes[this.length++] = tag;
    scratch[0] = value;
    for (let byte = 0; byte < 8; byte += 1) this.bytes[this.length++] = scratchBytes[byte] as number;
  }

  ascii(tag: number, text: string): void {
    this.bytes[this.length++] = tag;
    this.varint(text.length);
    this.length += this.bytes.write(text, this.length, 'latin1');
  }

  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }
}

/** Bytes of a varint below 2^28. */
export function varintSize(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  return value < 2_097_152 ? 3 : 4;
}
