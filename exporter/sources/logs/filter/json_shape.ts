import { endOfNumber, endOfString, endOfWord, QUOTE } from './json_bytes.ts';
import { Literals } from './literals.ts';
import { KIND, type Scalars } from './scalars.ts';
import { ShapeWalk, UNWANTED } from './shape_walk.ts';
import { firstByteOf, isBeyondAscii, specialsOf, WORD } from './words.ts';

const LETTER_A = 97;

/**
 * All JSON objects that are written like one: the same keys, blanks, brackets and commas, with any scalars between them.
 * A line that matches is JSON, and no key comes twice in it, so that what stands at the wanted places is what JSON.parse would
 * find.
 */
export class JsonShape {
  /** What stands before each scalar, and behind the last one. */
  readonly #literals: Literals;
  /** Which place each scalar is at. */
  readonly #places: Int32Array;
  /** Places that have no scalar, and what is there, by place: the same in each line. */
  readonly #others: Int32Array;
  readonly #kinds: Uint8Array;

  private constructor(walk: ShapeWalk) {
    this.#literals = new Literals(walk.literals);
    this.#places = Int32Array.from(walk.scalars);
    this.#kinds = walk.kinds;
    this.#others = Int32Array.from(walk.kinds.keys()).filter((place) => walk.kinds[place] !== KIND.known);
  }

  /**
   * The shape of a line, which must be a JSON object, with what is at these places (texts of selectors) ready to be read.
   * Null where lines like it are better left to JSON.parse.
   */
  static of(line: string, places: readonly string[]): JsonShape | null {
    // Halves of surrogate pairs have no UTF-8.
    if (!line.isWellFormed()) return null;
    const walk = new ShapeWalk(line, places);
    return walk.run() ? new JsonShape(walk) : null;
  }

  /**
   * Finds what is at the places of a line of this shape, from `from` on and before `to`; false where it has another. One loop
   * without calls for what lines mostly have: it takes half the time.
   */
  find(line: Scalars, from: number, to: number): boolean {
    const { view, starts, ends, hashes, kinds } = line;
    const { words, firsts, lasts, masks, lengths } = this.#literals;
    const places = this.#places;
    let at = from;
    for (let index = 0; ; index += 1) {
      const end = at + (lengths[index] as number);
      if (end > to) return false;
      const last = at + (lasts[index] as number);
      let one = firsts[index] as number;
      for (; at < last; at += WORD, one += 1) if (view.getInt32(at, true) !== words[one]) return false;
      if ((view.getInt32(last, true) & (masks[index] as number)) !== words[one]) return false;
      at = end;
      if (index === places.length) break;
      const place = places[index] as number;
      const start = at;
      const first = view.getUint8(start);
      let kind: number = KIND.plainText;
      let hash = 0;
      if (first === QUOTE) {
        at += 1;
        let seen = 0;
        let word = view.getInt32(at, true);
        let specials = specialsOf(word);
        while (specials === 0 && at < to) {
          hash = mixed(hash, word);
          seen |= word;
          at += WORD;
          word = view.getInt32(at, true);
          specials = specialsOf(word);
        }
        const count = firstByteOf(specials);
        const rest = word & ((1 << (count << 3)) - 1);
        hash = mixed(hash, rest);
        if (isBeyondAscii(seen | rest)) kind = KIND.text;
        at += count + 1;
        if (at > to) return false;
        if (view.getUint8(at - 1) !== QUOTE) {
          kind = KIND.escapedText;
          at = endOfString(view, at - 1, to);
        }
      } else {
        const isNumber = first < LETTER_A;
        kind = isNumber ? KIND.number : KIND.word;
        at = isNumber ? endOfNumber(view, at, to) : endOfWord(view, at, to);
      }
      if (at === -1) return false;
      if (place === UNWANTED) continue;
      starts[place] = start;
      ends[place] = at;
      hashes[place] = hash;
      kinds[place] = kind;
    }
    if (at !== to) return false;
    const others = this.#others;
    for (let index = 0; index < others.length; index += 1) {
      const place = others[index] as number;
      kinds[place] = this.#kinds[place] as number;
    }
    return true;
  }
}

function mixed(hash: number, word: number): number {
  // An odd number whose bits look like chance: 2^32 by the golden ratio (Knuth, «Sorting and searching», section 6.4).
  return Math.imul(hash ^ word, 0x9e3779b1);
}
