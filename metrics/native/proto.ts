import type { ExponentialCounts } from './exponential_counts.ts';
import { type Span, spannedBuckets } from './spans.ts';

/** The fields of `io.prometheus.client.Histogram` that make a native histogram, named as there. */
export interface NativeHistogramProto {
  readonly sampleCount: number;
  readonly sampleSum: number;
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly negativeSpan: readonly Span[];
  readonly negativeDelta: readonly number[];
  readonly positiveSpan: readonly Span[];
  readonly positiveDelta: readonly number[];
  /** Milliseconds since 1970; the message has seconds and nanoseconds. */
  readonly createdTimestamp: number;
}

const NO_OP_SPAN: readonly Span[] = [{ offset: 0, length: 0 }];

/** Counts as they go on the wire. All are whole numbers, exact up to 2^53. */
export function protoOf(counts: ExponentialCounts): NativeHistogramProto {
  const negative = spannedBuckets(counts.negative);
  const positive = spannedBuckets(counts.positive);
  // Prometheus takes a histogram for native by a threshold over 0, a zero count or a span: one must be there.
  const looksClassic = counts.zeroThreshold === 0 && counts.zeroCount === 0 && counts.size === 0;
  return {
    sampleCount: counts.count,
    sampleSum: counts.sum,
    schema: counts.schema,
    zeroThreshold: counts.zeroThreshold,
    zeroCount: counts.zeroCount,
    negativeSpan: negative.spans,
    negativeDelta: negative.deltas,
    positiveSpan: looksClassic ? NO_OP_SPAN : positive.spans,
    positiveDelta: positive.deltas,
    createdTimestamp: counts.createdTimestamp,
  };
}
