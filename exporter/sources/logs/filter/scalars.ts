import { numberAt } from './json_bytes.ts';
import { CONTAINER, type Found } from './selector.ts';
import { TextTable } from './text_table.ts';
import { viewOf } from './words.ts';

/** What is at a place of a line. */
export const KIND = {
  nothing: 0,
  container: 1,
  /** Of ASCII, and as it is written. */
  plainText: 2,
  /** As it is written, in UTF-8. */
  text: 3,
  /** With a backslash in it. */
  escapedText: 4,
  number: 5,
  /** `true`, `false` or `null`. */
  word: 6,
  /** It was asked for before. */
  known: 7,
} as const;

const LETTER_T = 116;
const LETTER_F = 102;

/** Where the wanted values of a line stand, by place. Values are made of them when they are asked for; all lines share it. */
export class Scalars {
  /** In the line's bytes, with quotes. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
  /** Of the bytes of plain texts. */
  readonly hashes: Int32Array;
  readonly #values: Found[];
  readonly #texts = new TextTable();
  /** The bytes of the line, and of others around it. */
  bytes: Buffer = Buffer.alloc(0);
  view: DataView = viewOf(this.bytes);

  constructor(places: number) {
    this.starts = new Int32Array(places);
    this.ends = new Int32Array(places);
    this.kinds = new Uint8Array(places);
    this.hashes = new Int32Array(places);
    this.#values = new Array<Found>(places).fill(undefined);
  }

  /** Begins a line, whose bytes must stay what they are until its last value was asked for. */
  begin(bytes: Buffer): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  /** What is at a place, as JSON.parse would have it. */
  value(place: number): Found {
    const kind = this.kinds[place] as number;
    if (kind === KIND.known) return this.#values[place];
    const value = this.#decode(kind, place);
    this.#values[place] = value;
    this.kinds[place] = KIND.known;
    return value;
  }

  #decode(kind: number, place: number): Found {
    const { bytes, view } = this;
    const start = this.starts[place] as number;
    const end = this.ends[place] as number;
    switch (kind) {
      case KIND.nothing:
        return undefined;
      case KIND.container:
        return CONTAINER;
      case KIND.plainText:
        return this.#texts.text(bytes, view, start + 1, end - 1, this.hashes[place] as number);
      case KIND.text:
        return bytes.toString('utf8', start + 1, end - 1);
      case KIND.escapedText:
        return JSON.parse(bytes.toString('utf8', start, end)) as string;
      case KIND.number:
        return numberAt(bytes, view, start, end);
      default:
        if (bytes[start] === LETTER_T) return true;
        return bytes[start] === LETTER_F ? false : null;
    }
  }
}
