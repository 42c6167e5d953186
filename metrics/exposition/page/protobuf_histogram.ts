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
const LARGEST_PLAIN = 2 ** 31;

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
    const start = writer.open(METRIC.histogram);
    let count = 0;
    for (let index = 0; index < this.#buckets; index += 1) count += cells[at + index] as number;
    writer.uint(HISTOGRAM.sampleCount, count);
    writer.double(HISTOGRAM.sampleSum, cells[at + this.#buckets] as number);
    let cumulative = 0;
    for (let index = 0; index < this.#buckets; index += 1) {
      cumulative += cells[at + index] as number;
      this.#encodeBucket(writer, index, cumulative, exemplars?.[index]);
    }
    if (native !== null) encodeNative(writer, native);
    if (created > 0) encodeTimestamp(writer, HISTOGRAM.createdTimestamp, created);
    if (native !== null && exemplars !== null) {
      const there = exemplars.filter((exemplar) => exemplar !== undefined);
      for (const exemplar of there.sort((a, b) => a.value - b.value)) {
        encodeExemplar(writer, HISTOGRAM.exemplars, exemplar, this.#escaping);
      }
    }
    writer.close(start);
  }

  #encodeBucket(writer: ProtoWriter, index: number, count: number, exemplar: Exemplar | undefined): void {
    if (exemplar === undefined && count < LARGEST_PLAIN) {
      this.#encodePlainBucket(writer, index, count);
      return;
    }
    const bucket = writer.open(HISTOGRAM.bucket);
    writer.uint(BUCKET.cumulativeCount, count);
    writer.raw(this.#bounds, index * BOUND_BYTES, (index + 1) * BOUND_BYTES);
    if (exemplar !== undefined) encodeExemplar(writer, BUCKET.exemplar, exemplar, this.#escaping);
    writer.close(bucket);
  }

  // Most of a scrape is this: a dozen times per label set, so it does without the writer's checks.
  #encodePlainBucket(writer: ProtoWriter, index: number, count: number): void {
    writer.ensure(24);
    const { bytes } = writer;
    const bounds = this.#bounds;
    let at = writer.length;
    bytes[at++] = HISTOGRAM.bucket;
    const length = at++;
    bytes[at++] = BUCKET.cumulativeCount;
    let rest = count;
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    const from = index * BOUND_BYTES;
    for (let byte = 0; byte < BOUND_BYTES; byte += 1) bytes[at++] = bounds[from + byte] as number;
    bytes[length] = at - length - 1;
    writer.length = at;
  }

  #exemplarsOf({ exemplars, exemplarsAt }: RowValues): (Exemplar | undefined)[] {
    const its = exemplars?.slice(exemplarsAt, exemplarsAt + this.#buckets) ?? [];
    return its.map((exemplar) => exemplar && sendable(exemplar, this.#escaping));
  }
}
