import { JsonShape } from './json_shape.ts';
import { Scalars } from './scalars.ts';
import type { Found, Selector } from './selector.ts';
import { PADDING } from './words.ts';

/** A log has few kinds of lines, or more than shapes help with. */
const MOST_SHAPES = 8;

/** Between attempts at a further shape, once there were that many: writing one takes as long as reading many lines. */
const MISSES_PER_ATTEMPT = 1_000;

/** Longer lines, in bytes, are no access log. */
const LONGEST_LINE = 8_192;

/**
 * Finds some values in JSON lines without parsing them, where lines before had the same keys in the same order. A fraction of
 * the time of JSON.parse, and always its values: a line that is in any way unusual is left to it.
 */
export class JsonScan {
  readonly #places = new Map<string, number>();
  readonly #found: Scalars;
  #shapes: JsonShape[] = [];
  #attempts = 0;
  #hits = 0;
  #misses = 0;
  /** Whose values can be had: those of the line that was read last; null where it could not be read. */
  holder: object | null = null;

  /** Selectors with wildcards are left out: JSON.parse finds their values. */
  constructor(selectors: Iterable<Selector>) {
    for (const { text, hasWildcard } of selectors) {
      if (!hasWildcard && !this.#places.has(text)) this.#places.set(text, this.#places.size);
    }
    this.#found = new Scalars(this.#places.size);
  }

  /** Where the value of a selector is among those of a line; undefined where it is not. */
  placeOf(selector: Selector): number | undefined {
    return this.#places.get(selector.text);
  }

  /**
   * Reads a line: the bytes from `from` on and before `to`, as UTF-8. Answers whether its values can be had here, as JSON.parse
   * would find them, while it is the holder of the scan and the bytes stay what they are; otherwise JSON.parse must find them, or
   * that the line is no JSON object.
   */
  read(bytes: Buffer, from: number, to: number, holder: object): boolean {
    if (to - from > LONGEST_LINE || this.#shapes.length === 0) return false;
    this.holder = null;
    if (bytes.byteOffset + to + PADDING > bytes.buffer.byteLength) {
      const copy = Buffer.alloc(to - from + PADDING);
      copy.set(bytes.subarray(from, to));
      return this.read(copy, 0, to - from, holder);
    }
    this.#found.begin(bytes);
    for (let index = 0; index < this.#shapes.length; index += 1) {
      if (!this.#shapes[index]?.find(this.#found, from, to)) continue;
      this.#hits += 1;
      if (index > 0) this.#moveForward(index);
      this.holder = holder;
      return true;
    }
    return false;
  }

  /** What is at a place of the line that was read last. */
  value(place: number): Found {
    return this.#found.value(place);
  }

  /** Remembers what a line looks like that could not be read here, and which is a JSON object. */
  learn(line: string): void {
    this.#misses += 1;
    const isFirst = this.#attempts < MOST_SHAPES;
    if (this.#places.size === 0 || line.length > LONGEST_LINE) return;
    if (!isFirst && this.#misses < MISSES_PER_ATTEMPT) return;
    // Where most lines are like none before, each shape only takes time.
    const kept = isFirst || this.#hits > this.#misses ? MOST_SHAPES - 1 : 0;
    this.#attempts += 1;
    this.#hits = 0;
    this.#misses = 0;
    const shape = JsonShape.of(line, [...this.#places.keys()]);
    if (shape !== null) this.#shapes = [...this.#shapes.slice(0, kept), shape];
  }

  #moveForward(index: number): void {
    const [before, shape] = this.#shapes.slice(index - 1, index + 1);
    if (before !== undefined && shape !== undefined) this.#shapes.splice(index - 1, 2, shape, before);
  }
}
