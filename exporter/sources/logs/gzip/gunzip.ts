import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { GzipError, headerLength } from './header.ts';
import { Inflater } from './inflater.ts';

/** Compressed bytes that are read at a time. */
const INPUT = 65_536;
/** Checksum and size, behind each member. */
const TRAILER = 8;

/**
 * Decompresses a gzip file of one or more members from its beginning, piece by piece, and goes on where the file has
 * grown. Unlike `zlib.createGunzip` it knows whether it stands at the end of a member or within one.
 */
export class Gunzip {
  readonly #handle: FileHandle;
  #input: Buffer = Buffer.alloc(0);
  #read = 0;
  #limit = Number.POSITIVE_INFINITY;
  #members = 0;
  #inflater: Inflater | null = null;
  #isInTrailer = false;
  #checksum = 0;
  #size = 0;

  /** The handle stays open when this is closed. */
  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Compressed bytes read so far. */
  get compressed(): number {
    return this.#read;
  }

  /** Whether everything that was read is whole members. */
  get isBetweenMembers(): boolean {
    return this.#members > 0 && this.#inflater === null && !this.#isInTrailer && this.#input.length === 0;
  }

  /** From now on nothing is read behind so many compressed bytes. */
  limit(compressed: number): void {
    this.#limit = compressed;
  }

  /** The next decompressed bytes; null at the end of what is there. Rejects with a GzipError. */
  async next(): Promise<Buffer | null> {
    for (;;) {
      if (this.#inflater !== null) {
        const piece = await this.#inflate(this.#inflater);
        if (piece !== null) return piece;
        if (this.#inflater !== null && !(await this.#giveMore(this.#inflater))) return null;
      } else if (!(this.#isInTrailer ? this.#endMember() : this.#beginMember())) {
        if (!(await this.#fill())) return null;
      }
    }
  }

  close(): void {
    this.#inflater?.close();
  }

  async #inflate(inflater: Inflater): Promise<Buffer | null> {
    const piece = await inflater.next();
    if (piece !== null) {
      this.#checksum = crc32(piece, this.#checksum);
      this.#size += piece.length;
      return piece;
    }
    const { left } = inflater;
    if (left === null) {
      this.#input = this.#input.subarray(this.#input.length);
      return null;
    }
    this.#input = this.#input.subarray(this.#input.length - left);
    inflater.close();
    this.#inflater = null;
    this.#isInTrailer = true;
    return null;
  }

  async #giveMore(inflater: Inflater): Promise<boolean> {
    if (!(await this.#fill())) return false;
    inflater.give(this.#input);
    return true;
  }

  // Answers false where it needs more bytes.
  #beginMember(): boolean {
    if (this.#members > 0) this.#skipPadding();
    if (this.#input.length === 0) return false;
    const length = this.#headerLength();
    if (length === null) return false;
    this.#input = this.#input.subarray(length);
    this.#checksum = 0;
    this.#size = 0;
    this.#inflater = new Inflater();
    if (this.#input.length > 0) this.#inflater.give(this.#input);
    return true;
  }

  #headerLength(): number | null {
    try {
      return headerLength(this.#input);
    } catch (error) {
      if (this.#members === 0 || !(error instanceof GzipError)) throw error;
      throw new GzipError('it goes on with other bytes behind its gzip data');
    }
  }

  // Tapes are padded with zeros, and gzip takes no offence.
  #skipPadding(): void {
    const end = this.#input.findIndex((byte) => byte !== 0);
    this.#input = this.#input.subarray(end === -1 ? this.#input.length : end);
  }

  #endMember(): boolean {
    if (this.#input.length < TRAILER) return false;
    const checksum = this.#input.readUInt32LE(0);
    const size = this.#input.readUInt32LE(4);
    if (checksum !== this.#checksum || size !== this.#size % 2 ** 32)
      throw new GzipError('its checksum or size is not that of its content');
    this.#input = this.#input.subarray(TRAILER);
    this.#isInTrailer = false;
    this.#members += 1;
    return true;
  }

  async #fill(): Promise<boolean> {
    const room = Math.min(INPUT, this.#limit - this.#read);
    if (room <= 0) return false;
    const bytes = Buffer.allocUnsafe(room);
    const { bytesRead } = await this.#handle.read(bytes, 0, room, this.#read);
    if (bytesRead === 0) return false;
    this.#read += bytesRead;
    this.#input = Buffer.concat([this.#input, bytes.subarray(0, bytesRead)]);
    return true;
  }
}
