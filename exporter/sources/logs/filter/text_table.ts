import { firstBytes, WORD } from './words.ts';

/** A power of two. */
const SLOTS = 2_048;
/** Longer texts, in bytes, are hardly ever seen twice. */
const LONGEST = 64;
const SLOT_WORDS = LONGEST / WORD;

/**
 * Texts of ASCII that were seen lately, by their bytes: a text that comes again is the same string, which takes no memory, and
 * which a Map finds without looking into it. A slot for each hash, of which the latest text has it.
 */
export class TextTable {
  readonly #texts: string[] = new Array<string>(SLOTS).fill('');
  readonly #lengths = new Uint8Array(SLOTS);
  readonly #words = new Int32Array(SLOTS * SLOT_WORDS);

  /** The text of some bytes of ASCII, and of a view of them; `hash` is any number that only depends on them. */
  text(bytes: Buffer, view: DataView, from: number, to: number, hash: number): string {
    const length = to - from;
    if (length > LONGEST) return bytes.toString('latin1', from, to);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    if (this.#lengths[slot] === length && this.#isAt(slot, view, from, to))
      return this.#texts[slot] as string;
    return this.#put(slot, bytes.toString('latin1', from, to), view, from, to);
  }

  #isAt(slot: number, view: DataView, from: number, to: number): boolean {
    const words = this.#words;
    let index = slot * SLOT_WORDS;
    let at = from;
    for (; at + WORD <= to; at += WORD, index += 1) {
      if (view.getInt32(at, true) !== words[index]) return false;
    }
    return at === to || firstBytes(view.getInt32(at, true), to - at) === words[index];
  }

  #put(slot: number, text: string, view: DataView, from: number, to: number): string {
    this.#texts[slot] = text;
    this.#lengths[slot] = to - from;
    let index = slot * SLOT_WORDS;
    for (let at = from; at < to; at += WORD, index += 1) {
      this.#words[index] = firstBytes(view.getInt32(at, true), Math.min(WORD, to - at));
    }
    return text;
  }
}
