import type { IncomingHttpHeaders } from 'node:http';

const MEBIBYTE = 1_048_576;
/** Most requests whose bodies are being read or counted at once. */
const MOST_REQUESTS = 64;
/** Most bytes that they may have together, decompressed. */
const MOST_BYTES = 128 * MEBIBYTE;
/** DEFLATE makes at most so much of a byte (zlib, «maximum compression factor»). */
const MOST_OF_A_BYTE = 1_032;

/** The requests that are being read, a bounded number with a bounded size. */
export class InWork {
  #requests = 0;
  #bytes = 0;

  /**
   * Takes a request of at most so many bytes, and answers what to call when it has ended; or says why there is no room. One alone is
   * always taken.
   */
  take(bytes: number): (() => void) | string {
    if (this.#requests >= MOST_REQUESTS) return `${MOST_REQUESTS} requests are being read already.`;
    if (this.#requests > 0 && this.#bytes + bytes > MOST_BYTES)
      return `Requests of ${MOST_BYTES / MEBIBYTE} MiB are being read already.`;
    this.#requests += 1;
    this.#bytes += bytes;
    return () => {
      this.#requests -= 1;
      this.#bytes -= bytes;
    };
  }
}

/** How many bytes a body may turn out to have; at most `limit` are read of any. */
export function mostBytesOf(headers: IncomingHttpHeaders, limit: number): number {
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (!Number.isFinite(length)) return limit;
  return Math.min(limit, headers['content-encoding'] === undefined ? length : length * MOST_OF_A_BYTE);
}
