import type { FileHandle } from 'node:fs/promises';

/** The bytes of a log as its lines are written in them, whatever the file is that holds them. */
export interface Content {
  /**
   * Reads up to `length` bytes from a position on, fewer only at the end of what is there. What cannot be read because
   * the file is damaged is not there; `damage` then says so.
   */
  read(into: Buffer, length: number, position: number): Promise<number>;
  /** Whether the last reading has reached an end behind which nothing is expected. */
  readonly isComplete: boolean;
  /** What is wrong with the file, as a clause; null where nothing is. */
  readonly damage: string | null;
  /** What changes when the file does; it may have lost its name. */
  state(): Promise<string>;
  close(): Promise<void>;
}

/** What changes whenever a file does: its size and when it was modified, in milliseconds since 1970. */
export function stateOf(size: number, modified: number): string {
  return `${size}:${modified}`;
}

/** A file that holds its lines as they are. */
export class PlainContent implements Content {
  readonly isComplete = false;
  readonly damage = null;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async read(into: Buffer, length: number, position: number): Promise<number> {
    const { bytesRead } = await this.#handle.read(into, 0, length, position);
    return bytesRead;
  }

  async state(): Promise<string> {
    const { size, mtimeMs } = await this.#handle.stat();
    return stateOf(size, mtimeMs);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
