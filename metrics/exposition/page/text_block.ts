import type { Exemplar } from '../../exemplar.ts';
import type { Chunk } from '../../store/chunk.ts';
import type { Cursor } from '../../store/cursor.ts';
import { formatNumber } from '../format.ts';
import { digitsOf, hasPlainDigits, utf8Bytes, writeDigits, writeLatin1 } from './digits.ts';
import { SharedBytes, type SpareBytes } from './shared_bytes.ts';
import type { TextLayout } from './text_layout.ts';

/** What a block is brought up to date with. */
export interface BlockSource {
  readonly chunk: Chunk;
  readonly cursor: Cursor;
  /** Rows of the family that take part. */
  readonly rows: number;
  readonly layout: TextLayout;
  readonly exemplarText: (exemplar: Exemplar) => string;
  readonly spare: SpareBytes;
}

/** Numbers that are longer or shorter than before, and what they are now. */
interface Moved {
  readonly slots: number[];
  readonly texts: string[];
}

/**
 * The kept text of one chunk. What stands around the numbers is written when rows come or go; otherwise only numbers
 * that have changed are written, in place where they are as long as before.
 */
export class TextBlock {
  #bytes = new SharedBytes(Buffer.alloc(0));
  #version = -1;
  #rows = -1;
  #shown = new Int32Array(0);
  /** Of each number: what it was, where it begins and how long it is. */
  #numbers = new Float64Array(0);
  #starts = new Int32Array(0);
  #lengths = new Uint16Array(0);
  #exemplars: (Exemplar | undefined)[] = [];
  #now = new Float64Array(0);

  /** Brings the text up to date and answers it. Bytes that somebody reads are left alone and replaced. */
  update(source: BlockSource): SharedBytes {
    const { chunk, layout } = source;
    const rows = Math.min(chunk.rows, source.rows - chunk.base);
    if (this.#version === chunk.version && this.#rows === rows) {
      this.#refresh(source);
      return this.#bytes;
    }
    this.#version = chunk.version;
    this.#rows = rows;
    this.#now = new Float64Array(layout.slots);
    this.#write(source);
    return this.#bytes;
  }

  #write({ chunk, cursor, layout, exemplarText, spare }: BlockSource): void {
    const { slots } = layout;
    const shown: number[] = [];
    this.#numbers = new Float64Array(this.#rows * slots);
    this.#starts = new Int32Array(this.#rows * slots);
    this.#lengths = new Uint16Array(this.#rows * slots);
    this.#exemplars = layout.exemplars ? new Array(this.#rows * slots).fill(undefined) : [];
    const lines: string[] = [];
    let length = 0;
    for (let row = chunk.base; row < chunk.base + this.#rows; row += 1) {
      if (!cursor.seek(row)) continue;
      const from = shown.length * slots;
      shown.push(row);
      layout.numbers(cursor, this.#now);
      const texts = layout.texts(cursor.labelValues(row), cursor.created);
      let text = '';
      for (let slot = 0; slot < slots; slot += 1) {
        const exemplar = exemplarAt(layout, cursor, slot);
        const value = this.#now[slot] as number;
        const number =
          formatNumber(value) + (exemplar === undefined ? '' : utf8Bytes(exemplarText(exemplar)));
        text += texts[slot];
        this.#starts[from + slot] = length + text.length;
        this.#lengths[from + slot] = number.length;
        this.#numbers[from + slot] = value;
        if (exemplar !== undefined) this.#exemplars[from + slot] = exemplar;
        text += number;
      }
      text += texts[slots];
      lines.push(text);
      length += text.length;
    }
    this.#shown = Int32Array.from(shown);
    spare.give(this.#bytes);
    this.#bytes = spare.take(length);
    let at = 0;
    for (const text of lines) at += this.#bytes.buffer.write(text, at, 'latin1');
    this.#bytes.length = length;
  }

  #refresh(source: BlockSource): void {
    const { cursor, layout, spare } = source;
    const { slots } = layout;
    const now = this.#now;
    const numbers = this.#numbers;
    const shown = this.#shown;
    const moved: Moved = { slots: [], texts: [] };
    for (let index = 0; index < shown.length; index += 1) {
      cursor.seek(shown[index] as number);
      layout.numbers(cursor, now);
      const from = index * slots;
      const hasExemplars = layout.exemplars && cursor.exemplars !== null;
      for (let slot = 0; slot < slots; slot += 1) {
        const value = now[slot] as number;
        if (Object.is(value, numbers[from + slot]) && !hasExemplars) continue;
        this.#refreshSlot(source, slot, from + slot, moved);
      }
    }
    if (moved.slots.length > 0) this.#move(moved.slots, moved.texts, spare);
  }

  #refreshSlot(
    { cursor, layout, exemplarText, spare }: BlockSource,
    slot: number,
    at: number,
    moved: Moved,
  ): void {
    const value = this.#now[slot] as number;
    const exemplar = exemplarAt(layout, cursor, slot);
    if (Object.is(value, this.#numbers[at]) && exemplar === this.#exemplars[at]) return;
    this.#makeWritable(spare);
    this.#numbers[at] = value;
    const start = this.#starts[at] as number;
    const length = this.#lengths[at] as number;
    if (exemplar === undefined && hasPlainDigits(value) && digitsOf(value) === length) {
      writeDigits(this.#bytes.buffer, start, length, value);
      return;
    }
    let text = formatNumber(value);
    if (exemplar !== undefined) {
      this.#exemplars[at] = exemplar;
      text += utf8Bytes(exemplarText(exemplar));
    }
    if (text.length === length) {
      writeLatin1(this.#bytes.buffer, start, text);
      return;
    }
    moved.slots.push(at);
    moved.texts.push(text);
  }

  /** Puts texts of another length in the place of some numbers. */
  #move(moved: readonly number[], texts: readonly string[], spare: SpareBytes): void {
    const { buffer: old, length } = this.#bytes;
    let growth = 0;
    for (let index = 0; index < moved.length; index += 1) {
      growth += (texts[index] as string).length - (this.#lengths[moved[index] as number] as number);
    }
    const next = spare.take(length + growth);
    let from = 0;
    let to = 0;
    let at = moved[0] as number;
    for (let index = 0; index < moved.length; index += 1) {
      const slot = moved[index] as number;
      const text = texts[index] as string;
      const shift = to - from;
      for (; at < slot; at += 1) this.#starts[at] = (this.#starts[at] as number) + shift;
      const start = this.#starts[slot] as number;
      old.copy(next.buffer, to, from, start);
      to += start - from;
      writeLatin1(next.buffer, to, text);
      this.#starts[slot] = to;
      from = start + (this.#lengths[slot] as number);
      to += text.length;
      this.#lengths[slot] = text.length;
      at = slot + 1;
    }
    const shift = to - from;
    for (; at < this.#shown.length * this.#now.length; at += 1)
      this.#starts[at] = (this.#starts[at] as number) + shift;
    old.copy(next.buffer, to, from, length);
    next.length = length + growth;
    spare.give(this.#bytes);
    this.#bytes = next;
  }

  #makeWritable(spare: SpareBytes): void {
    const before = this.#bytes;
    if (before.readers === 0) return;
    this.#bytes = spare.take(before.length);
    before.buffer.copy(this.#bytes.buffer, 0, 0, before.length);
    this.#bytes.length = before.length;
  }
}

function exemplarAt({ exemplars, slots }: TextLayout, cursor: Cursor, slot: number): Exemplar | undefined {
  if (!exemplars || cursor.exemplars === null || slot >= slots - 2) return undefined;
  return cursor.exemplars[cursor.exemplarsAt + slot];
}
