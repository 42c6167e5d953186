import type { Exemplar } from '../../exemplar.ts';
import type { RowValues } from '../../store/row_values.ts';
import type { EscapingScheme } from '../escaping.ts';
import { encodeExemplar, encodeTimestamp } from '../protobuf/messages.ts';
import { BUCKET, HISTOGRAM, METRIC } from '../protobuf/schema.ts';
import { ProtoWriter } from '../protobuf/writer.ts';
import { encodeNative } from './protobuf_native.ts';
import { sendable } from './sendable.ts';

/** The field of a bucket's bound: its tag and a double. */
const BOUND_BYTES = 9;
/** What the length of a dozen buckets takes. */
export const LENGTH_BYTES = 2;
const LARGEST_PLAIN = 2 ** 31;
/** A plain bucket: two tags, a length, a count of up to five bytes, and the bound. */
const MOST_BUCKET_BYTES = 3 + 5 + BOUND_BYTES;

/**
 * Appends histograms with their classic buckets and, where they have them, their native ones: a reader takes those it
 * knows. Native buckets carry the exemplars of the classic ones once more, in order of their values, since a reader
 * of native buckets need not look at the others.
 */
export class HistogramEncoder {
  readonly #buckets: number;
  readonly #escaping: EscapingScheme;
  /** Every bucket's bound as it is written. */
  readonly #bounds: Uint8Array;

  constructor(bounds: readonly number[], escaping: EscapingScheme) {
    this.#buckets = bounds.length + 1;
    this.#escaping = escaping;
    const writer = new ProtoWriter();
    for (const bound of [...bounds, Number.POSITIVE_INFINITY]) writer.double(BUCKET.upperBound, bound);
    this.#bounds = writer.bytes.slice(0, writer.length);
  }

  encode(writer: ProtoWriter, values: RowValues): void {
    const { cells, at, created, native } = values;
    const exemplars = values.exemplars === null ? null : this.#exemplarsOf(values);
    const start = writer.open(METRIC.histogram, LENGTH_BYTES);
    let count = 0;
    for (let index = 0; index < this.#buckets; index += 1) count += cells[at + index] as number;
    writer.uint(HISTOGRAM.sampleCount, count);
    writer.double(HISTOGRAM.sampleSum, cells[at + this.#buckets] as number);
    if (exemplars === null && count < LARGEST_PLAIN) this.#encodePlainBuckets(writer, cells, at);
    else this.#encodeBuckets(writer, cells, at, exemplars);
    if (native !== null) encodeNative(writer, native);
    if (created > 0) encodeTimestamp(writer, HISTOGRAM.createdTimestamp, created);
    if (native !== null && exemplars !== null) {
      const there = exemplars.filter((exemplar) => exemplar !== undefined);
      for (const exemplar of there.sort((a, b) => a.value - b.value)) {
        encodeExemplar(writer, HISTOGRAM.exemplars, exemplar, this.#escaping);
      }
    }
    writer.close(start, LENGTH_BYTES);
  }

  #encodeBuckets(
    writer: ProtoWriter,
    cells: Float64Array,
    at: number,
    exemplars: readonly (Exemplar | undefined)[] | null,
  ): void {
    let cumulative = 0;
    for (let index = 0; index < this.#buckets; index += 1) {
      cumulative += cells[at + index] as number;
      const bucket = writer.open(HISTOGRAM.bucket);
      writer.uint(BUCKET.cumulativeCount, cumulative);
      writer.raw(this.#bounds, index * BOUND_BYTES, (index + 1) * BOUND_BYTES);
      const exemplar = exemplars?.[index];
      if (exemplar !== undefined) encodeExemplar(writer, BUCKET.exemplar, exemplar, this.#escaping);
      writer.close(bucket);
    }
  }

  // Most of a scrape is this: a dozen buckets for each label set, so it does without the writer's checks.
  #encodePlainBuckets(writer: ProtoWriter, cells: Float64Array, first: number): void {
    const buckets = this.#buckets;
    writer.ensure(buckets * MOST_BUCKET_BYTES);
    const { bytes } = writer;
    const bounds = this.#bounds;
    let at = writer.length;
    let from = 0;
    let cumulative = 0;
    for (let index = 0; index < buckets; index += 1) {
      cumulative += cells[first + index] as number;
      bytes[at] = HISTOGRAM.bucket;
      bytes[at + 2] = BUCKET.cumulativeCount;
      const length = at + 1;
      at += 3;
      let rest = cumulative | 0;
      while (rest > 0x7f) {
        bytes[at++] = (rest & 0x7f) | 0x80;
        rest >>>= 7;
      }
      bytes[at++] = rest;
      for (const end = from + BOUND_BYTES; from < end; from += 1) bytes[at++] = bounds[from] as number;
      bytes[length] = at - length - 1;
    }
    writer.length = at;
  }

  #exemplarsOf({ exemplars, exemplarsAt }: RowValues): (Exemplar | undefined)[] {
    const its = exemplars?.slice(exemplarsAt, exemplarsAt + this.#buckets) ?? [];
    return its.map((exemplar) => exemplar && sendable(exemplar, this.#escaping));
  }
}
