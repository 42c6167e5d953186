import { KIND } from './scalars.ts';

/** Bounds on what is worth a shape; anything larger is left to JSON.parse. */
const MOST_SCALARS = 200;
const DEEPEST = 20;

/** A scalar, in a text that is known to be JSON. */
const SCALAR = /"(?:[^"\\]|\\.)*"|[^\s,\]}]+/y;

/** The place of a scalar that is not wanted. */
export const UNWANTED = -1;

/** Goes once through a JSON text that is known to be valid, and keeps what stands around its scalars. */
export class ShapeWalk {
  /** What stands before each scalar, and behind the last one. */
  readonly literals: string[] = [];
  /** The place of each scalar. */
  readonly scalars: number[] = [];
  /** What is at places that have no scalar; those that have one are `known`. */
  readonly kinds: Uint8Array;
  readonly #line: string;
  readonly #places: ReadonlyMap<string, number>;
  #at = 0;
  /** Up to where the line is in the literals. */
  #written = 0;

  constructor(line: string, places: readonly string[]) {
    this.#line = line;
    this.#places = new Map(places.map((place, index) => [place, index]));
    this.kinds = new Uint8Array(places.length).fill(KIND.nothing);
  }

  /** Answers whether a shape can have the line. */
  run(): boolean {
    if (!this.#value('$', 0)) return false;
    this.literals.push(this.#line.slice(this.#written));
    return true;
  }

  #blanks(): void {
    this.#find(/[ \t\n\r]*/y);
  }

  /** Passes over a value; answers whether a shape can have it. */
  #value(place: string, depth: number): boolean {
    this.#blanks();
    const opening = this.#line[this.#at];
    if (opening !== '{' && opening !== '[') return this.#scalar(place);
    if (depth >= DEEPEST) return false;
    this.#keep(place, KIND.container);
    return opening === '{' ? this.#object(place, depth) : this.#array(place, depth);
  }

  #object(place: string, depth: number): boolean {
    const keys = new Set<string>();
    for (this.#at += 1; ; this.#at += 1) {
      this.#blanks();
      if (this.#line[this.#at] === '}') break;
      // A key with a quote could look like two keys, and an escape like another key.
      const key = this.#find(/"([^"\\']*)"[ \t\n\r]*:/y)?.[1];
      if (key === undefined || keys.has(key)) return false;
      keys.add(key);
      const step = /^[0-9A-Za-z_-]+$/.test(key) ? `.${key}` : `.['${key}']`;
      if (!this.#value(place + step, depth + 1)) return false;
      this.#blanks();
      if (this.#line[this.#at] === '}') break;
    }
    this.#at += 1;
    return true;
  }

  #array(place: string, depth: number): boolean {
    this.#at += 1;
    for (let index = 0; ; index += 1, this.#at += 1) {
      this.#blanks();
      if (this.#line[this.#at] === ']') break;
      if (!this.#value(`${place}[${index}]`, depth + 1)) return false;
      this.#blanks();
      if (this.#line[this.#at] === ']') break;
    }
    this.#at += 1;
    return true;
  }

  #scalar(place: string): boolean {
    if (this.scalars.length >= MOST_SCALARS) return false;
    this.literals.push(this.#line.slice(this.#written, this.#at));
    this.#find(SCALAR);
    this.#written = this.#at;
    this.scalars.push(this.#keep(place, KIND.known));
    return true;
  }

  #keep(place: string, kind: number): number {
    const index = this.#places.get(place) ?? UNWANTED;
    if (index !== UNWANTED) this.kinds[index] = kind;
    return index;
  }

  #find(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#line);
    this.#at += found?.[0].length ?? 0;
    return found;
  }
}
