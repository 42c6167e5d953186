import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { GzipError } from './header.ts';

/** Decompressed bytes that are made at a time. */
const PIECE = 65_536;

/** Decompresses one deflate stream, no faster than its bytes are taken. Several calls of `next` must not overlap. */
export class Inflater {
  readonly #stream: InflateRaw = createInflateRaw({ chunkSize: PIECE });
  #given = 0;
  #isWriting = false;
  #hasEnded = false;
  #error: Error | null = null;
  #wake = () => {};

  constructor() {
    this.#stream.on('readable', () => this.#wake());
    this.#stream.on('end', () => {
      this.#hasEnded = true;
      this.#wake();
    });
    this.#stream.on('error', (error) => {
      this.#error = error;
      this.#wake();
    });
  }

  /** Bytes given to it that stand behind the end of the stream; null before that end. */
  get left(): number | null {
    return this.#hasEnded ? this.#given - this.#stream.bytesWritten : null;
  }

  /** Gives it further bytes, once `next` has answered null. */
  give(bytes: Buffer): void {
    this.#given += bytes.length;
    this.#isWriting = true;
    this.#stream.write(bytes, () => {
      this.#isWriting = false;
      // What it has not taken stands behind the end of the stream.
      if (this.#stream.bytesWritten < this.#given) this.#hasEnded = true;
      this.#wake();
    });
  }

  /** The next decompressed bytes; null when all it was given is used up, or the stream has ended. Rejects with a GzipError. */
  async next(): Promise<Buffer | null> {
    for (;;) {
      if (this.#error !== null)
        throw new GzipError(`its gzip data cannot be decompressed (${this.#error.message})`);
      const piece = this.#stream.read() as Buffer | null;
      if (piece !== null) return piece;
      if (this.#hasEnded || !this.#isWriting) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#stream.destroy();
  }
}
