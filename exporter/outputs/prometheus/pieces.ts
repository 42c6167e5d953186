import { Pacer } from '../../../metrics/exposition/page/pacer.ts';

/** Large enough that each costs little, small enough to be copied or written in no time. */
export const PIECE_BYTES = 65_536;

/**
 * The bytes of all chunks, as they are, in pieces of at most `size` bytes. It lets the event loop turn: a socket that
 * takes everything at once would hold it for a whole page.
 */
export async function* views(chunks: readonly Uint8Array[], size = PIECE_BYTES): AsyncGenerator<Uint8Array> {
  const pacer = new Pacer();
  for (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += size) {
      yield chunk.subarray(from, from + size);
      if (pacer.isDue) await pacer.turn();
    }
  }
}

/**
 * The bytes of all chunks, copied into pieces of `size` bytes; the last one may be shorter. All are the same memory: a
 * piece is good until the next one is asked for.
 */
export function* copies(chunks: readonly Uint8Array[], size = PIECE_BYTES): Generator<Uint8Array> {
  const copy = new Uint8Array(size);
  let filled = 0;
  for (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + size - filled);
      copy.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < size) continue;
      yield copy;
      filled = 0;
    }
  }
  if (filled > 0) yield copy.subarray(0, filled);
}
