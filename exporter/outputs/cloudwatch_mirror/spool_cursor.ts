import type { SpoolDisk } from './spool_disk.ts';
import { decodeLine, encodeLine } from './spool_record.ts';

const SLOT_BYTES = 512;
const SLOTS = 2;

/** How far the spool has been sent. Datums are known by their index among all that were ever spooled. */
export interface Cursor {
  /** Every datum before this index is done: AWS has it, or it was dropped. */
  readonly done: number;
  /** Those on their way, of which it is unknown after a crash whether AWS has them; `to` is the index after the last. */
  readonly sending: { readonly from: number; readonly to: number } | null;
  /** Number of the last batch, and its mark. */
  readonly batch: number;
  readonly mark: string | null;
}

/**
 * The file that holds the cursor. It is as long as it will ever be from the beginning, so that it can be written on
 * a full disk, too: two slots, written in turn, of which the younger one that is whole counts. A write that a crash cuts
 * short thus leaves the one before it.
 */
export class CursorFile {
  readonly path: string;
  readonly #disk: SpoolDisk;
  #sequence = 0;

  constructor(disk: SpoolDisk, path: string) {
    this.#disk = disk;
    this.path = path;
  }

  /** The cursor; null where both slots are damaged. Throws the system's error where the file cannot be read. */
  read(): Cursor | null {
    const content = this.#disk.read(this.path, 0, SLOTS * SLOT_BYTES);
    let newest: (Cursor & { sequence: number }) | null = null;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const line = content.subarray(slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES - 1);
      const text = decodeLine(line);
      const cursor = text === null ? null : (JSON.parse(text) as Cursor & { sequence: number });
      if (cursor !== null && (newest === null || cursor.sequence > newest.sequence)) newest = cursor;
    }
    if (newest === null) return null;
    const { sequence, ...cursor } = newest;
    this.#sequence = sequence;
    return cursor;
  }

  /** Makes the file, in place of one that is there. */
  create(cursor: Cursor): void {
    this.#sequence += 1;
    const slot = encodeSlot(this.#sequence, cursor);
    const empty = Buffer.alloc(SLOT_BYTES, ' ');
    this.#disk.create(this.path, Buffer.concat(this.#sequence % SLOTS === 0 ? [slot, empty] : [empty, slot]));
  }

  write(cursor: Cursor): void {
    this.#sequence += 1;
    const offset = (this.#sequence % SLOTS) * SLOT_BYTES;
    this.#disk.write(this.path, offset, encodeSlot(this.#sequence, cursor));
  }
}

function encodeSlot(sequence: number, cursor: Cursor): Buffer {
  // Blanks stand within what the checksum covers, for JSON takes them.
  const checksumAndBlankAndNewline = 10;
  const json = JSON.stringify({ sequence, ...cursor }).padEnd(SLOT_BYTES - checksumAndBlankAndNewline);
  return encodeLine(Buffer.from(json));
}
