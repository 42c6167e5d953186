import type { BucketCounts } from '../../native/bucket_counts.ts';
import type { NativeBuckets } from '../../native/native_buckets.ts';
import { spannedBuckets } from '../../native/spans.ts';
import { BUCKET_SPAN, HISTOGRAM } from '../protobuf/schema.ts';
import type { ProtoWriter } from '../protobuf/writer.ts';

/** Two empty buckets cost two bytes, a span at least four; client_golang draws the line here too. */
const LONGEST_GAP = 2;

/** Counts side by side, so that nothing has to be sorted; wide enough for what latencies fill. */
const row = new Float64Array(1024);

/** Appends the fields of a native histogram that its classic buckets do not have. */
export function encodeNative(writer: ProtoWriter, native: NativeBuckets): void {
  const { schema, zeroThreshold, zeroCount } = native;
  writer.varint(HISTOGRAM.schema);
  writer.sint32(schema);
  writer.double(HISTOGRAM.zeroThreshold, zeroThreshold);
  writer.uint(HISTOGRAM.zeroCount, zeroCount);
  encodeBuckets(writer, native.bucketCounts('negative'), HISTOGRAM.negativeSpan, HISTOGRAM.negativeDelta);
  encodeBuckets(writer, native.bucketCounts('positive'), HISTOGRAM.positiveSpan, HISTOGRAM.positiveDelta);
  // Prometheus takes a histogram for native by a threshold over 0, a zero count or a span: one must be there.
  if (zeroThreshold === 0 && zeroCount === 0 && native.size === 0) {
    encodeSpan(writer, HISTOGRAM.positiveSpan, 0, 0);
  }
}

function encodeBuckets(writer: ProtoWriter, counts: BucketCounts, spanTag: number, deltaTag: number): void {
  if (counts.size === 0) return;
  const lowest = counts.lowest();
  const width = counts.highest() - lowest + 1;
  if (width > row.length) {
    encodeSpread(writer, counts, spanTag, deltaTag);
    return;
  }
  counts.spreadInto(row, lowest);
  encodeSpans(writer, spanTag, lowest, width);
  encodeDeltas(writer, deltaTag, width);
  row.fill(0, 0, width);
}

function encodeSpans(writer: ProtoWriter, tag: number, lowest: number, width: number): void {
  let offset = lowest;
  let start = 0;
  let end = 0;
  for (let index = 0; index < width; index += 1) {
    if (row[index] === 0) continue;
    if (index - end > LONGEST_GAP) {
      encodeSpan(writer, tag, offset, end - start);
      offset = index - end;
      start = index;
    }
    end = index + 1;
  }
  encodeSpan(writer, tag, offset, end - start);
}

function encodeDeltas(writer: ProtoWriter, tag: number, width: number): void {
  const list = writer.open(tag);
  let before = 0;
  let gap = 0;
  for (let index = 0; index < width; index += 1) {
    const count = row[index] as number;
    if (count === 0) {
      gap += 1;
      continue;
    }
    if (gap > 0 && gap <= LONGEST_GAP) {
      writer.sint64(-before);
      if (gap === 2) writer.sint64(0);
      before = 0;
    }
    gap = 0;
    writer.sint64(count - before);
    before = count;
  }
  writer.close(list);
}

function encodeSpan(writer: ProtoWriter, tag: number, offset: number, length: number): void {
  const span = writer.open(tag);
  writer.varint(BUCKET_SPAN.offset);
  writer.sint32(offset);
  writer.uint(BUCKET_SPAN.length, length);
  writer.close(span);
}

/** Buckets that lie too far apart to be laid side by side. */
function encodeSpread(writer: ProtoWriter, counts: BucketCounts, spanTag: number, deltaTag: number): void {
  const { spans, deltas } = spannedBuckets(counts);
  for (const { offset, length } of spans) encodeSpan(writer, spanTag, offset, length);
  const list = writer.open(deltaTag);
  for (const delta of deltas) writer.sint64(delta);
  writer.close(list);
}
