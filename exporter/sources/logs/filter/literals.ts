import { firstBytes, viewOf, WORD } from './words.ts';

/** Texts that lines have in common, of a byte at least, as words to compare with those of lines. */
export class Literals {
  /** All words of all texts. The last one of a text ends with it, and so may begin within the one before. */
  readonly words: Int32Array;
  /** Which of the words is the first, by text. */
  readonly firsts: Int32Array;
  /** Where the last word begins in its text, by text. */
  readonly lasts: Int32Array;
  /** Which bits of the last word count, by text: not all where the text is shorter than a word. */
  readonly masks: Int32Array;
  /** In bytes, by text. */
  readonly lengths: Int32Array;

  constructor(texts: readonly string[]) {
    const bytes = texts.map((text) => Buffer.from(text));
    const words = bytes.map(wordsOf);
    let count = 0;
    this.firsts = Int32Array.of(0, ...words.map(({ length }) => (count += length)));
    this.words = Int32Array.from(words.flat());
    this.lasts = Int32Array.from(bytes, lastOf);
    this.masks = Int32Array.from(bytes, maskOf);
    this.lengths = Int32Array.from(bytes, ({ length }) => length);
  }
}

function wordsOf(text: Buffer): number[] {
  const view = viewOf(Buffer.concat([text, Buffer.alloc(WORD)]));
  const words: number[] = [];
  for (let at = 0; at < lastOf(text); at += WORD) words.push(view.getInt32(at, true));
  return [...words, view.getInt32(lastOf(text), true) & maskOf(text)];
}

function lastOf({ length }: Buffer): number {
  return Math.max(0, length - WORD);
}

function maskOf({ length }: Buffer): number {
  return firstBytes(-1, Math.min(WORD, length));
}
