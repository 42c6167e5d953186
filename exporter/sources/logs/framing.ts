/**
 * Gets an event of a log, without its last line ending: the bytes of a chunk from `from` on and before `to`, as UTF-8. They
 * may be overwritten once this returns.
 */
export type OnEvent = (bytes: Buffer, from: number, to: number) => void;

/** Cuts the bytes of a log into events. */
export interface Framing {
  /**
   * Hands over the complete events of a chunk, from `start` on; the result is where the first incomplete one begins.
   * `isLast` says that nothing has followed for a while: an event that ends with its line is complete then.
   */
  cut(chunk: Buffer, start: number, isLast: boolean, onEvent: OnEvent): number;
}

/** Each line is an event; empty ones are none. */
export const LINES: Framing = {
  cut: (chunk, start, _isLast, onEvent) => {
    let from = start;
    for (let end = chunk.indexOf(10, from); end !== -1; end = chunk.indexOf(10, from)) {
      // A carriage return before the newline belongs to the line ending.
      const last = end > from && chunk[end - 1] === 13 ? end - 1 : end;
      if (last > from) onEvent(chunk, from, last);
      from = end + 1;
    }
    return from;
  },
};
