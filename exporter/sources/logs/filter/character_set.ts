/** The kind of all characters beyond ASCII, which are in a set together or not at all. */
export const BEYOND_ASCII = 128;

/** How many kinds of characters a set tells apart. */
export const KINDS = BEYOND_ASCII + 1;

/** The kind of a UTF-16 code unit: itself, or beyond ASCII. */
export function kindOf(code: number): number {
  return code < BEYOND_ASCII ? code : BEYOND_ASCII;
}

/** Characters that a place of a regular expression takes; never changed. */
export class CharacterSet {
  readonly #kinds: ReadonlySet<number>;

  private constructor(kinds: ReadonlySet<number>) {
    this.#kinds = kinds;
  }

  /** The characters of a text of ASCII. */
  static of(text: string): CharacterSet {
    return new CharacterSet(new Set(Array.from(text, (character) => character.charCodeAt(0))));
  }

  static range(first: string, last: string): CharacterSet {
    const from = first.charCodeAt(0);
    return new CharacterSet(
      new Set(Array.from({ length: last.charCodeAt(0) - from + 1 }, (_, at) => from + at)),
    );
  }

  or(...others: CharacterSet[]): CharacterSet {
    return new CharacterSet(new Set([this, ...others].flatMap((set) => [...set.#kinds])));
  }

  not(): CharacterSet {
    return new CharacterSet(
      new Set(Array.from({ length: KINDS }, (_, kind) => kind).filter((kind) => !this.has(kind))),
    );
  }

  has(kind: number): boolean {
    return this.#kinds.has(kind);
  }

  /** The one character of the set; null where it has none or several, as it has where it is beyond ASCII. */
  get only(): string | null {
    const [kind = BEYOND_ASCII] = this.#kinds;
    return this.#kinds.size > 1 || kind === BEYOND_ASCII ? null : String.fromCharCode(kind);
  }
}
