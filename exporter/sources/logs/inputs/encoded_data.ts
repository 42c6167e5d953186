import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { UnreadableBody } from './unreadable_body.ts';

const MEBIBYTE = 1_048_576;
/** Most bytes that the compressed parts of a body may have together. */
const MOST_BYTES = 64 * MEBIBYTE;

const decompress = promisify(gunzip);

/** Reads what is compressed and encoded within a body, a bounded part of it all together. */
export class EncodedData {
  #left = MOST_BYTES;

  /**
   * The bytes of a base64 text, decompressed where they are gzip. `place` is where it stands: `records[3].data`.
   * Throws an UnreadableBody where it is not base64, broken, or too much.
   */
  async read(text: unknown, place: string): Promise<Buffer> {
    const bytes = base64(text, place);
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
    try {
      const data = await decompress(bytes, { maxOutputLength: this.#left });
      this.#left -= data.length;
      return data;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'ERR_BUFFER_TOO_LARGE' || code === 'ERR_OUT_OF_RANGE'
        ? new UnreadableBody(
            413,
            `With ${place}, the request is larger than ${MOST_BYTES / MEBIBYTE} MiB when decompressed, the most that is read.`,
          )
        : new UnreadableBody(400, `${place} begins as gzip, but is broken or cut off.`);
    }
  }
}

function base64(text: unknown, place: string): Buffer {
  if (typeof text !== 'string') throw new UnreadableBody(422, `${place} is no text. It must be base64.`);
  const bytes = Buffer.from(text, 'base64');
  // What is no base64 is left out silently.
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  if (digits % 4 !== 1 && bytes.length === Math.floor((digits * 3) / 4)) return bytes;
  throw new UnreadableBody(422, `${place} is not base64.`);
}
