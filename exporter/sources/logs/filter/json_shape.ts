import { CONTAINER, type Found, type Scalar } from './selector.ts';

/** Bounds on what is worth a shape; anything larger is left to JSON.parse. */
const MOST_SCALARS = 200;
const DEEPEST = 20;

const UNESCAPED = '[^"\\\\\\x00-\\x1f]*';
const STRING = `"${UNESCAPED}(?:\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})${UNESCAPED})*"`;
const NUMBER = '-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?';
const SCALAR = `(?:${STRING}|${NUMBER}|true|false|null)`;

/** Where the value of a selector is in a line of a shape: a captured group, or the same in each line. */
type Slot = { readonly group: number } | { readonly always: typeof CONTAINER | undefined };

/**
 * All JSON objects that are written like one: the same keys, blanks, brackets and commas, with any scalars between them.
 * A line that matches is JSON, and no key comes twice in it, so that the captured texts are what JSON.parse would find.
 */
export class JsonShape {
  readonly #expression: RegExp;
  readonly #slots: readonly Slot[];

  private constructor(expression: RegExp, slots: readonly Slot[]) {
    this.#expression = expression;
    this.#slots = slots;
  }

  /**
   * The shape of a line, which must be a JSON object, with what is at these places (texts of selectors) ready to be read.
   * Null where lines like it are better left to JSON.parse.
   */
  static of(line: string, places: readonly string[]): JsonShape | null {
    const walk = new Walk(line, places);
    if (!walk.value('$', 0) || walk.scalars > MOST_SCALARS) return null;
    walk.blanks();
    const slots = places.map((place): Slot => walk.slots.get(place) ?? { always: undefined });
    return new JsonShape(new RegExp(`^${walk.finish()}$`), slots);
  }

  /** What is at the places of a line of this shape, in their order; null where the line has another. */
  read(line: string): Found[] | null {
    const captured = this.#expression.exec(line);
    if (captured === null) return null;
    return this.#slots.map((slot) => ('group' in slot ? decode(captured[slot.group] ?? '') : slot.always));
  }
}

/** Goes once through a JSON text that is known to be valid, and writes the expression of its shape. */
class Walk {
  readonly slots = new Map<string, Slot>();
  scalars = 0;
  readonly #line: string;
  readonly #places: ReadonlySet<string>;
  #source = '';
  #groups = 0;
  #at = 0;
  /** Up to where the line is in the expression. */
  #written = 0;

  constructor(line: string, places: readonly string[]) {
    this.#line = line;
    this.#places = new Set(places);
  }

  finish(): string {
    this.#write();
    return this.#source;
  }

  blanks(): void {
    this.#find(/[ \t\n\r]*/y);
  }

  /** Passes over a value; answers whether a shape can have it. */
  value(place: string, depth: number): boolean {
    this.blanks();
    const opening = this.#line[this.#at];
    if (opening !== '{' && opening !== '[') return this.#scalar(place);
    if (depth >= DEEPEST) return false;
    if (this.#places.has(place)) this.slots.set(place, { always: CONTAINER });
    return opening === '{' ? this.#object(place, depth) : this.#array(place, depth);
  }

  #object(place: string, depth: number): boolean {
    const keys = new Set<string>();
    for (this.#at += 1; ; this.#at += 1) {
      this.blanks();
      if (this.#line[this.#at] === '}') break;
      // A key with a quote could look like two keys, and an escape like another key.
      const key = this.#find(/"([^"\\']*)"[ \t\n\r]*:/y)?.[1];
      if (key === undefined || keys.has(key)) return false;
      keys.add(key);
      const step = /^[0-9A-Za-z_-]+$/.test(key) ? `.${key}` : `.['${key}']`;
      if (!this.value(place + step, depth + 1)) return false;
      this.blanks();
      if (this.#line[this.#at] === '}') break;
    }
    this.#at += 1;
    return true;
  }

  #array(place: string, depth: number): boolean {
    this.#at += 1;
    for (let index = 0; ; index += 1, this.#at += 1) {
      this.blanks();
      if (this.#line[this.#at] === ']') break;
      if (!this.value(`${place}[${index}]`, depth + 1)) return false;
      this.blanks();
      if (this.#line[this.#at] === ']') break;
    }
    this.#at += 1;
    return true;
  }

  #scalar(place: string): boolean {
    this.scalars += 1;
    if (this.scalars > MOST_SCALARS) return false;
    this.#write();
    if (this.#find(new RegExp(SCALAR, 'y')) === null) return false;
    this.#written = this.#at;
    const isWanted = this.#places.has(place);
    this.#source += isWanted ? `(${SCALAR})` : SCALAR;
    if (!isWanted) return true;
    this.#groups += 1;
    this.slots.set(place, { group: this.#groups });
    return true;
  }

  #write(): void {
    this.#source += RegExp.escape(this.#line.slice(this.#written, this.#at));
    this.#written = this.#at;
  }

  #find(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#line);
    this.#at += found?.[0].length ?? 0;
    return found;
  }
}

function decode(text: string): Scalar {
  switch (text[0]) {
    case '"':
      return text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
    case 't':
      return true;
    case 'f':
      return false;
    case 'n':
      return null;
    default:
      return Number(text);
  }
}
