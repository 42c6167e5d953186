import type { Exemplar } from '../../exemplar.ts';
import type { Family } from '../../family.ts';
import { escapeMetricName } from '../escaping.ts';
import { formatExemplar } from '../exemplars.ts';
import { encodeHead } from '../protobuf/messages.ts';
import { ProtoWriter } from '../protobuf/writer.ts';
import type { Pacer } from './pacer.ts';
import { ProtobufBlock, type ProtobufDialect } from './protobuf_block.ts';
import { sendable } from './sendable.ts';
import { SharedBytes, type SpareBytes } from './shared_bytes.ts';
import { TextBlock } from './text_block.ts';
import { type TextDialect, type TextLayout, textLayout } from './text_layout.ts';

/** What is kept of one family in one format from scrape to scrape. */
export interface KeptFamily {
  /**
   * The family as it is at this moment, though it may be written to while this takes its turns. `isNext` where it follows another
   * of its variants, which has said its name and type.
   */
  render(pacer: Pacer, spare: SpareBytes, isNext?: boolean): Promise<SharedBytes[]>;
}

/** A family in a text format, a block for each chunk of its rows. */
export class KeptText implements KeptFamily {
  readonly #family: Family;
  readonly #layout: TextLayout;
  readonly #head: SharedBytes;
  readonly #blocks: TextBlock[] = [];
  readonly #exemplarText: (exemplar: Exemplar) => string;

  constructor(family: Family, dialect: TextDialect) {
    const { escaping } = dialect;
    this.#family = family;
    this.#layout = textLayout(family, dialect);
    this.#head = new SharedBytes(Buffer.from(this.#layout.head, 'latin1'));
    this.#exemplarText = (exemplar) => {
      const sent = sendable(exemplar, escaping);
      return sent === undefined ? '' : formatExemplar(sent, escaping);
    };
  }

  async render(pacer: Pacer, spare: SpareBytes, isNext = false): Promise<SharedBytes[]> {
    const { store } = this.#family;
    const cursor = this.#family.cursor();
    const bytes = isNext ? [] : [this.#head];
    const rows = store.beginReading();
    try {
      for (const [index, chunk] of store.chunks.entries()) {
        if (chunk.base >= rows) break;
        this.#blocks[index] ??= new TextBlock();
        const source = { chunk, cursor, rows, layout: this.#layout, exemplarText: this.#exemplarText, spare };
        bytes.push((this.#blocks[index] as TextBlock).update(source));
        if (pacer.isDue) await pacer.turn();
      }
    } finally {
      store.endReading();
    }
    return bytes;
  }
}

/** What the length of a family takes that is worth a thought. */
const MESSAGE_LENGTH_BYTES = 3;

/** A family in protobuf: one message, whose labels are kept. */
export class KeptProtobuf implements KeptFamily {
  readonly #family: Family;
  readonly #dialect: ProtobufDialect;
  readonly #blocks: ProtobufBlock[] = [];
  #writer = new ProtoWriter();
  #last: SharedBytes | null = null;

  constructor(family: Family, dialect: ProtobufDialect) {
    this.#family = family;
    this.#dialect = dialect;
  }

  async render(pacer: Pacer): Promise<SharedBytes[]> {
    const { store, name, help, type } = this.#family;
    if (this.#last !== null && this.#last.readers > 0) this.#writer = new ProtoWriter();
    const writer = this.#writer;
    const cursor = this.#family.cursor();
    writer.reset();
    const message = writer.openDelimited(MESSAGE_LENGTH_BYTES);
    encodeHead(writer, escapeMetricName(name, this.#dialect.escaping), help, type);
    const rows = store.beginReading();
    try {
      for (const [index, chunk] of store.chunks.entries()) {
        if (chunk.base >= rows) break;
        this.#blocks[index] ??= new ProtobufBlock(this.#family, this.#dialect);
        (this.#blocks[index] as ProtobufBlock).write(writer, chunk, cursor, rows);
        if (pacer.isDue) await pacer.turn();
      }
    } finally {
      store.endReading();
    }
    writer.close(message, MESSAGE_LENGTH_BYTES);
    this.#last = new SharedBytes(Buffer.from(writer.bytes.buffer), writer.length);
    return [this.#last];
  }
}
