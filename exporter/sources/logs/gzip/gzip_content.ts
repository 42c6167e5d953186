import type { FileHandle } from 'node:fs/promises';
import { type Content, stateOf } from '../content.ts';
import { Gunzip } from './gunzip.ts';
import { GzipError } from './header.ts';

const NEWLINE = 10;

/** Whether a file of this name is taken for one that gzip has compressed. */
export function isCompressed(path: string): boolean {
  return path.endsWith('.gz');
}

/** A file that holds its lines compressed by gzip. Positions count decompressed bytes; reading backwards begins anew. */
export class GzipContent implements Content {
  readonly #handle: FileHandle;
  readonly #isStopped: () => boolean;
  #gunzip: Gunzip;
  /** Decompressed bytes from position `#from` on. */
  #held: Buffer = Buffer.alloc(0);
  #from = 0;
  #damage: string | null = null;
  #isAtEnd = false;

  /** Takes over the handle. Once it is stopped, a reading ends soon, and nothing is there. */
  constructor(handle: FileHandle, isStopped: () => boolean = () => false) {
    this.#handle = handle;
    this.#isStopped = isStopped;
    this.#gunzip = new Gunzip(handle);
  }

  get isComplete(): boolean {
    return this.#isAtEnd && this.#gunzip.isBetweenMembers;
  }

  get damage(): string | null {
    return this.#damage;
  }

  /** Compressed bytes read so far. */
  get compressed(): number {
    return this.#gunzip.compressed;
  }

  async read(into: Buffer, length: number, position: number): Promise<number> {
    if (position < this.#from) this.#beginAnew();
    this.#isAtEnd = false;
    while (this.#from + this.#held.length < position + length) {
      const piece = this.#isStopped() ? undefined : await this.#next();
      this.#isAtEnd = piece === null;
      if (piece === null || piece === undefined) break;
      this.#hold(piece, position);
    }
    const at = Math.min(position - this.#from, this.#held.length);
    return this.#held.copy(into, 0, at, Math.min(at + length, this.#held.length));
  }

  /** Where the line begins that stands across so many compressed bytes, or behind them. */
  async lineStartWithin(compressed: number): Promise<number> {
    this.#beginAnew();
    this.#gunzip.limit(compressed);
    let position = 0;
    let start = 0;
    for (;;) {
      const piece = this.#isStopped() ? null : await this.#next();
      if (piece === null) break;
      const newline = piece.lastIndexOf(NEWLINE);
      if (newline !== -1) start = position + newline + 1;
      position += piece.length;
    }
    this.#beginAnew();
    return start;
  }

  async state(): Promise<string> {
    const { size, mtimeMs } = await this.#handle.stat();
    return stateOf(size, mtimeMs);
  }

  async close(): Promise<void> {
    this.#gunzip.close();
    await this.#handle.close();
  }

  async #next(): Promise<Buffer | null> {
    if (this.#damage !== null) return null;
    try {
      return await this.#gunzip.next();
    } catch (error) {
      if (!(error instanceof GzipError)) throw error;
      this.#damage = error.message;
      return null;
    }
  }

  // What is before the position is not asked for again.
  #hold(piece: Buffer, position: number): void {
    const end = this.#from + this.#held.length;
    const from = Math.min(Math.max(position, this.#from), end);
    const kept = this.#held.subarray(from - this.#from);
    this.#held = kept.length === 0 ? piece : Buffer.concat([kept, piece]);
    this.#from = from;
  }

  #beginAnew(): void {
    this.#gunzip.close();
    this.#gunzip = new Gunzip(this.#handle);
    this.#held = Buffer.alloc(0);
    this.#from = 0;
    this.#damage = null;
  }
}
