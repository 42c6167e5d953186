import type { Family } from '../../family.ts';
import type { Chunk } from '../../store/chunk.ts';
import type { Cursor } from '../../store/cursor.ts';
import type { EscapingScheme } from '../escaping.ts';
import { encodeLabels, encodeTimestamp } from '../protobuf/messages.ts';
import { COUNTER, FAMILY, METRIC } from '../protobuf/schema.ts';
import { ProtoWriter } from '../protobuf/writer.ts';
import { HistogramEncoder, LENGTH_BYTES } from './protobuf_histogram.ts';
import type { DefaultLabels } from './text_layout.ts';

export interface ProtobufDialect {
  readonly escaping: EscapingScheme;
  readonly defaultLabels: DefaultLabels;
}

/** The kept labels of one chunk, encoded; numbers are encoded anew each time. */
export class ProtobufBlock {
  readonly #family: Family;
  readonly #dialect: ProtobufDialect;
  readonly #histograms: HistogramEncoder;
  #version = -1;
  #rows = -1;
  #shown: readonly number[] = [];
  #labels = new Uint8Array(0);
  #ends: readonly number[] = [];

  constructor(family: Family, dialect: ProtobufDialect) {
    this.#family = family;
    this.#dialect = dialect;
    this.#histograms = new HistogramEncoder(family.bounds, dialect.escaping);
  }

  /** Appends the metrics of the chunk as fields of a family. `rows` of the family take part. */
  write(writer: ProtoWriter, chunk: Chunk, cursor: Cursor, rows: number): void {
    const its = Math.min(chunk.rows, rows - chunk.base);
    if (this.#version !== chunk.version || this.#rows !== its) {
      this.#version = chunk.version;
      this.#rows = its;
      this.#keepLabels(chunk, cursor);
    }
    const lengthBytes = this.#family.type === 'histogram' ? LENGTH_BYTES : 1;
    let from = 0;
    for (let index = 0; index < this.#shown.length; index += 1) {
      cursor.seek(this.#shown[index] as number);
      const metric = writer.open(FAMILY.metric, lengthBytes);
      const end = this.#ends[index] as number;
      writer.raw(this.#labels, from, end);
      from = end;
      this.#encodeValue(writer, cursor);
      writer.close(metric, lengthBytes);
    }
  }

  #encodeValue(writer: ProtoWriter, cursor: Cursor): void {
    const { type } = this.#family;
    if (type === 'histogram') {
      this.#histograms.encode(writer, cursor);
      return;
    }
    const value = writer.open(type === 'counter' ? METRIC.counter : METRIC.gauge);
    // The value has the same tag in both.
    writer.double(COUNTER.value, cursor.cells[cursor.at] as number);
    if (type === 'counter' && cursor.created > 0) {
      encodeTimestamp(writer, COUNTER.createdTimestamp, cursor.created);
    }
    writer.close(value);
  }

  #keepLabels(chunk: Chunk, cursor: Cursor): void {
    const writer = new ProtoWriter();
    const { labelNames } = this.#family;
    const { escaping, defaultLabels } = this.#dialect;
    const shown: number[] = [];
    const ends: number[] = [];
    for (let row = chunk.base; row < chunk.base + this.#rows; row += 1) {
      if (!cursor.seek(row)) continue;
      const values = cursor.labelValues(row);
      const own = labelNames.map((label, index) => [label, values[index] ?? ''] as const);
      encodeLabels(writer, METRIC.label, { ...defaultLabels, ...Object.fromEntries(own) }, escaping);
      shown.push(row);
      ends.push(writer.length);
    }
    this.#shown = shown;
    this.#ends = ends;
    this.#labels = writer.bytes.slice(0, writer.length);
  }
}
