import type { Framing } from './framing.ts';

/** Most of an event that is made of several lines; what exceeds it begins another one. */
export const EVENT_LIMITS = { lines: 1_000, bytes: 262_144 } as const;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Says which lines make an event; what it knows of an event is what the lines before have led to. */
export interface LineRule<Trail> {
  /** What the first line of an event leads to; null where nothing can belong to it any more. */
  first(chunk: Buffer, from: number, to: number): Trail | null;
  /** What a further line leads to; null where it begins another event. */
  next(chunk: Buffer, from: number, to: number, before: Trail): Trail | null;
}

/**
 * Cuts a log into events of several lines. Empty lines neither begin nor end an event. An event is complete when the next one
 * begins, when it is too large for the next line, or when nothing has followed for a while.
 */
export function joinedLines<Trail>(rule: LineRule<Trail>): Framing {
  return {
    cut(chunk, start, isLast, onEvent) {
      let from = start;
      let lines = 0;
      let first = start;
      let last = start;
      let trail: Trail | null = null;
      const finish = () => {
        if (lines > 0) onEvent(chunk, first, last);
        lines = 0;
        trail = null;
      };
      for (let end = chunk.indexOf(NEWLINE, from); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
        const to = end > from && chunk[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
        const isTooLarge = lines >= EVENT_LIMITS.lines || to - first > EVENT_LIMITS.bytes;
        if (lines > 0 && isTooLarge) finish();
        if (to > from) {
          if (trail !== null) trail = rule.next(chunk, from, to, trail);
          if (trail === null) {
            finish();
            first = from;
            trail = rule.first(chunk, from, to);
          }
          last = to;
          lines += 1;
          if (trail === null) finish();
        }
        from = end + 1;
      }
      // A line that goes on beyond the bound does not belong to the event, whatever it is.
      if (isLast || chunk.length - first > EVENT_LIMITS.bytes + 1) finish();
      return lines > 0 ? first : from;
    },
  };
}
