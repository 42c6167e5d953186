import type { Sample } from '../family.ts';

/** Lines that are written in one go, before whoever writes a page may pause. */
export const LINES_PER_PART = 500;

/** Joins lines, each with its line end, `LINES_PER_PART` at a time. */
export function* inParts(lines: Iterable<string>): Generator<string, void> {
  let part = '';
  let count = 0;
  for (const line of lines) {
    part += line;
    count += 1;
    if (count < LINES_PER_PART) continue;
    yield part;
    part = '';
    count = 0;
  }
  if (count > 0) yield part;
}

/**
 * The samples of a family as they are now. prom-client hands out its own, which go on changing while whoever
 * writes a long family pauses.
 */
export function snapshotOf(values: readonly Sample[]): readonly Sample[] {
  // A family of few samples is written in one go: twice as many lines where each has a name of its own.
  return values.length * 2 < LINES_PER_PART ? values : values.map((sample) => ({ ...sample }));
}
