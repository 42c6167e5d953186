import { hashOf, IdSegment } from './id_segment.ts';

/** How many segments they are kept in, the oldest of which is forgotten as a whole. */
const SEGMENTS = 4;
/** Most ids of a line, so that none keeps others waiting for long. */
const LINE = 2_000;

/** Some ids that came one after the other, as JSON. */
export interface IdsLine {
  readonly count: number;
  /** To be asked for once. */
  text(): string;
}

/** The ids of the newest events: at least so many as the limit says, and a quarter more at most. */
export class KnownIds {
  readonly #limit: number;
  readonly #perSegment: number;
  readonly #segments: Segment[] = [];
  /** To be used again: what was left to the garbage collector would make it look at everything. */
  #spare: Segment | null = null;
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#perSegment = Math.ceil(limit / SEGMENTS);
  }

  has(id: string): boolean {
    const hash = hashOf(id);
    // An event that is sent again is mostly a new one.
    for (let index = this.#segments.length - 1; index >= 0; index -= 1) {
      if (this.#segments[index]?.ids.has(id, hash) === true) return true;
    }
    return false;
  }

  /** Remembers an id that is not known, and forgets the oldest ones where the newest need no more room. */
  add(id: string): void {
    let newest = this.#segments.at(-1);
    if (newest === undefined || newest.ids.isFull) {
      newest = this.#spare ?? { ids: new IdSegment(this.#perSegment), linesLeft: 0 };
      this.#spare = null;
      this.#segments.push(newest);
    }
    newest.ids.add(id, hashOf(id));
    this.#size += 1;
    const [oldest] = this.#segments;
    if (oldest === undefined || this.#size - oldest.ids.count < this.#limit) return;
    this.#segments.shift();
    this.#size -= oldest.ids.count;
    if (oldest.linesLeft > 0) return;
    oldest.ids.clear();
    this.#spare = oldest;
  }

  /** All of them as they are now, oldest first. */
  lines(): IdsLine[] {
    return this.#segments.flatMap((segment) => {
      const { count } = segment.ids;
      const lines = Math.ceil(count / LINE);
      segment.linesLeft += lines;
      return Array.from({ length: lines }, (_, line) =>
        idsLine(segment, line * LINE, Math.min(count, (line + 1) * LINE)),
      );
    });
  }
}

interface Segment {
  readonly ids: IdSegment;
  /** Lines that nobody has asked for yet: until then it stays as it is, forgotten or not. */
  linesLeft: number;
}

function idsLine(segment: Segment, from: number, to: number): IdsLine {
  const count = to - from;
  return {
    count,
    text() {
      segment.linesLeft -= 1;
      return JSON.stringify(Array.from({ length: count }, (_, index) => segment.ids.at(from + index)));
    },
  };
}
