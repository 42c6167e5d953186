/** How many sets they are kept in: small ones, since a large one stands still for long when it grows. */
const SEGMENTS = 4;

/** Some ids that came one after the other, as JSON. */
export interface IdsLine {
  readonly count: number;
  text(): string;
}

/** The ids of the newest events: at least so many as the limit says, and a quarter more at most. */
export class KnownIds {
  readonly #limit: number;
  readonly #perSegment: number;
  readonly #segments: Segment[] = [new Segment()];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#perSegment = Math.ceil(limit / SEGMENTS);
  }

  has(id: string): boolean {
    // An event that is sent again is mostly a new one.
    for (let index = this.#segments.length - 1; index >= 0; index -= 1) {
      if (this.#segments[index]?.ids.has(id) === true) return true;
    }
    return false;
  }

  /** Remembers an id that is not known, and forgets the oldest ones where the newest need no more room. */
  add(id: string): void {
    const newest = this.#segments.at(-1);
    if (newest !== undefined && newest.ids.size < this.#perSegment) newest.ids.add(id);
    else this.#segments.push(new Segment(id));
    this.#size += 1;
    const oldest = this.#segments[0]?.ids.size ?? 0;
    if (this.#size - oldest < this.#limit) return;
    this.#segments.shift();
    this.#size -= oldest;
  }

  /** All of them as they are now, oldest first. */
  lines(): IdsLine[] {
    return this.#segments.map((segment) => segment.line(segment.ids.size === this.#perSegment));
  }
}

class Segment {
  readonly ids: Set<string>;
  #text: string | null = null;

  constructor(...ids: readonly string[]) {
    this.ids = new Set(ids);
  }

  /** Of a full segment, which does not change any more, the text is made once. */
  line(isFull: boolean): IdsLine {
    const ids = isFull ? this.ids : [...this.ids];
    const make = () => JSON.stringify([...ids]);
    const keep = () => {
      this.#text ??= make();
      return this.#text;
    };
    return { count: this.ids.size, text: isFull ? keep : make };
  }
}
