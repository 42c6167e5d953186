import type { BucketCounts } from './bucket_counts.ts';

/** Consecutive buckets: the first offset is the index of the first bucket, later ones are the gaps between. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** The buckets of one sign as in `io.prometheus.client.Histogram`. */
export interface SpannedBuckets {
  readonly spans: readonly Span[];
  /** Each bucket's count less that of the bucket before; as many as the spans have buckets. */
  readonly deltas: readonly number[];
}

// Two empty buckets cost two bytes, a span at least four; client_golang draws the line here too.
const LONGEST_GAP = 2;

/** Filled buckets as spans and deltas; gaps of one or two buckets are written as empty buckets. */
export function spannedBuckets(buckets: BucketCounts): SpannedBuckets {
  const spans: { offset: number; length: number }[] = [];
  const deltas: number[] = [];
  let span = { offset: 0, length: 0 };
  let before = 0;
  let next = 0;
  for (const index of buckets.indexes()) {
    const gap = index - next;
    if (spans.length === 0 || gap > LONGEST_GAP) {
      span = { offset: gap, length: 0 };
      spans.push(span);
    } else if (gap > 0) {
      deltas.push(-before);
      if (gap === 2) deltas.push(0);
      before = 0;
      span.length += gap;
    }
    const count = buckets.get(index);
    deltas.push(count - before);
    span.length += 1;
    before = count;
    next = index + 1;
  }
  return { spans, deltas };
}
