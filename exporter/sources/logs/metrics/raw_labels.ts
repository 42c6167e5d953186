import type { FieldReader, Filter } from '../filter/filter.ts';
import type { LogEvent } from '../filter/log_event.ts';
import type { Scalar } from '../filter/selector.ts';

/** Beyond it all are forgotten, and numbered anew. */
const MOST_NODES = 10_000;
/** Longer texts are not worth being kept. */
const LONGEST_TEXT = 200;

/** What a line has for a label. */
export type Raw = Scalar | undefined;

interface Node {
  readonly next: Map<Raw, Node>;
  number: number | null;
}

/**
 * What events have for some labels, numbered, so that a label set need not be made for each of them. Metrics with the same
 * labels share one.
 */
export class RawLabels {
  readonly #readers: readonly FieldReader[];
  /** What the last event has. */
  readonly #values: Raw[];
  #last: LogEvent | null = null;
  #lastNumber: number | null = null;
  #root: Node = { next: new Map(), number: null };
  #nodes = 0;
  #count = 0;
  /** Moves on when all numbers lose their meaning. */
  generation = 0;

  constructor(readers: readonly FieldReader[]) {
    this.#readers = readers;
    this.#values = readers.map(() => undefined);
  }

  /** The number of what an event has; null where it has none yet. */
  numberOf(event: LogEvent): number | null {
    if (event === this.#last) return this.#lastNumber;
    const readers = this.#readers;
    const values = this.#values;
    let node: Node | undefined = this.#root;
    for (let index = 0; index < readers.length; index += 1) {
      const value = readers[index]?.(event);
      values[index] = value;
      node = node?.next.get(value);
    }
    this.#last = event;
    this.#lastNumber = node?.number ?? null;
    return this.#lastNumber;
  }

  /** What the event has whose number was last asked for, to be read at once. */
  get values(): readonly Raw[] {
    return this.#values;
  }

  /** Gives what the last event has a number; null where it is too long to be kept. */
  add(): number | null {
    const values = this.#values;
    if (values.some((value) => typeof value === 'string' && value.length > LONGEST_TEXT)) return null;
    if (this.#nodes > MOST_NODES) this.#forget();
    let node = this.#root;
    for (const value of values) {
      let next = node.next.get(value);
      if (next === undefined) {
        next = { next: new Map(), number: null };
        node.next.set(typeof value === 'string' ? detached(value) : value, next);
        this.#nodes += 1;
      }
      node = next;
    }
    node.number ??= this.#count++;
    this.#lastNumber = node.number;
    return node.number;
  }

  #forget(): void {
    this.#root = { next: new Map(), number: null };
    this.#nodes = 0;
    this.#count = 0;
    this.generation += 1;
  }
}

/** Raw labels of filters' fields, one for those that are the same. */
export class SharedRawLabels {
  readonly #known = new Map<string, RawLabels>();

  /** Throws a FilterError where the filter knows no such field. */
  of(filter: Filter, fields: readonly string[]): RawLabels {
    const readers = fields.map((field) => filter.fieldReader(field));
    // Other fields than those of JSON mean what their pattern says.
    if (!fields.every((field) => field.startsWith('$.'))) return new RawLabels(readers);
    const key = fields.join('\n');
    const known = this.#known.get(key) ?? new RawLabels(readers);
    this.#known.set(key, known);
    return known;
  }
}

/** A copy that does not keep alive what a text was cut from, a whole line for instance. */
export function detached(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
