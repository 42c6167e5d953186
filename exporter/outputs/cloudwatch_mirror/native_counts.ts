import { MAX_SCHEMA, MIN_SCHEMA, upperBound } from '../../../metrics/native/bounds.ts';
import type { BucketCounts } from '../../../metrics/native/bucket_counts.ts';
import { ExponentialCounts } from '../../../metrics/native/exponential_counts.ts';
import type { NativeBuckets } from '../../../metrics/native/native_buckets.ts';
import type { Bucket } from './value_slots.ts';

/** Counts of consecutive buckets, from index `lowest` on. */
export interface Row {
  readonly lowest: number;
  readonly counts: Float64Array;
}

/** Exponential buckets as plain arrays, at one moment or of one interval. */
export interface NativeCounts {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  /** All observations, those of NaN included. */
  readonly count: number;
  readonly positive: Row;
  readonly negative: Row;
}

/** Bounds that are remembered of each schema: of indexes from −2048 on. */
const REMEMBERED = 4096;
const remembered: (Float64Array | undefined)[] = new Array(MAX_SCHEMA - MIN_SCHEMA + 1);

const NO_ROW: Row = { lowest: 0, counts: new Float64Array(0) };

/** What a histogram has counted, as a copy. */
export function nativeCounts(native: NativeBuckets | ExponentialCounts): NativeCounts {
  const { schema, zeroThreshold, zeroCount, count } = native;
  const isWhole = native instanceof ExponentialCounts;
  const positive = rowOf(isWhole ? native.positive : native.bucketCounts('positive'));
  const negative = rowOf(isWhole ? native.negative : native.bucketCounts('negative'));
  return { schema, zeroThreshold, zeroCount, count, positive, negative };
}

/**
 * What was counted between two moments, by the buckets of the later one, which may be coarser. Null where the later cannot come
 * from the earlier.
 */
export function nativeDifference(before: NativeCounts, now: NativeCounts): NativeCounts | null {
  const { schema, zeroThreshold } = now;
  const earlier = asCoarseAs(before, now);
  if (earlier.schema !== schema || earlier.zeroThreshold !== zeroThreshold) return null;
  const zeroCount = now.zeroCount - earlier.zeroCount;
  const positive = rowDifference(earlier.positive, now.positive);
  const negative = rowDifference(earlier.negative, now.negative);
  if (zeroCount < 0 || positive === null || negative === null) return null;
  return { schema, zeroThreshold, zeroCount, count: now.count - earlier.count, positive, negative };
}

/** What two have counted together, as coarse as the coarser. */
export function nativeSum(one: NativeCounts, other: NativeCounts): NativeCounts {
  if (one.schema !== other.schema || one.zeroThreshold !== other.zeroThreshold) {
    const both = exponential(one);
    both.add(exponential(other));
    return nativeCounts(both);
  }
  return {
    ...one,
    zeroCount: one.zeroCount + other.zeroCount,
    count: one.count + other.count,
    positive: rowSum(one.positive, other.positive),
    negative: rowSum(one.negative, other.negative),
  };
}

/** The filled buckets, ascending. */
export function bucketsOf({ schema, zeroThreshold, zeroCount, positive, negative }: NativeCounts): Bucket[] {
  const buckets: Bucket[] = [];
  eachFilled(negative, schema, zeroThreshold, (near, far, count) => {
    buckets.push({ lower: -far, upper: -near, count });
  });
  buckets.reverse();
  if (zeroCount > 0) buckets.push({ lower: -zeroThreshold, upper: zeroThreshold, count: zeroCount });
  eachFilled(positive, schema, zeroThreshold, (near, far, count) => {
    buckets.push({ lower: near, upper: far, count });
  });
  return buckets;
}

/** Index and count of each filled bucket, ascending. */
export function filledOf({ lowest, counts }: Row): [index: number, count: number][] {
  const filled: [number, number][] = [];
  counts.forEach((count, at) => {
    if (count !== 0) filled.push([lowest + at, count]);
  });
  return filled;
}

/** Buckets as `filledOf` has them, in any order. */
export function rowFrom(filled: readonly (readonly [index: number, count: number])[]): Row {
  if (filled.length === 0) return NO_ROW;
  const indexes = filled.map(([index]) => index);
  const lowest = indexes.reduce((one, other) => Math.min(one, other));
  const highest = indexes.reduce((one, other) => Math.max(one, other));
  const counts = new Float64Array(highest - lowest + 1);
  for (const [index, count] of filled) counts[index - lowest] = count;
  return { lowest, counts };
}

function asCoarseAs(before: NativeCounts, now: NativeCounts): NativeCounts {
  if (before.schema === now.schema && before.zeroThreshold === now.zeroThreshold) return before;
  const coarser = exponential(before);
  coarser.add(new ExponentialCounts(now.schema, now.zeroThreshold, 0));
  return nativeCounts(coarser);
}

function exponential({ schema, zeroThreshold, zeroCount, count, positive, negative }: NativeCounts) {
  const counts = new ExponentialCounts(schema, zeroThreshold, 0);
  counts.zeroCount = zeroCount;
  counts.count = count;
  for (const [index, its] of filledOf(positive)) counts.positive.add(index, its);
  for (const [index, its] of filledOf(negative)) counts.negative.add(index, its);
  return counts;
}

function rowOf(counts: BucketCounts): Row {
  if (counts.size === 0) return NO_ROW;
  const lowest = counts.lowest();
  const row = new Float64Array(counts.highest() - lowest + 1);
  counts.spreadInto(row, lowest);
  return { lowest, counts: row };
}

/** Null where a bucket has become less. */
function rowDifference(before: Row, now: Row): Row | null {
  const counts = now.counts.slice();
  const shift = before.lowest - now.lowest;
  for (let at = 0; at < before.counts.length; at += 1) {
    const count = before.counts[at] as number;
    if (count === 0) continue;
    const left = (counts[at + shift] ?? 0) - count;
    if (left < 0) return null;
    counts[at + shift] = left;
  }
  return { lowest: now.lowest, counts };
}

function rowSum(one: Row, other: Row): Row {
  if (other.counts.length === 0) return one;
  if (one.counts.length === 0) return other;
  const lowest = Math.min(one.lowest, other.lowest);
  const end = Math.max(one.lowest + one.counts.length, other.lowest + other.counts.length);
  const counts = new Float64Array(end - lowest);
  counts.set(one.counts, one.lowest - lowest);
  const shift = other.lowest - lowest;
  for (let at = 0; at < other.counts.length; at += 1) {
    counts[at + shift] = (counts[at + shift] as number) + (other.counts[at] as number);
  }
  return { lowest, counts };
}

/** By absolute value: the end that is closer to zero, and the other one. */
function eachFilled(
  { lowest, counts }: Row,
  schema: number,
  zeroThreshold: number,
  tell: (near: number, far: number, count: number) => void,
): void {
  let last = Number.NaN;
  let lastIndex = Number.NaN;
  for (let at = 0; at < counts.length; at += 1) {
    const count = counts[at] as number;
    if (count === 0) continue;
    const index = lowest + at;
    const near = lastIndex === index - 1 ? last : boundOf(index - 1, schema);
    last = boundOf(index, schema);
    lastIndex = index;
    tell(Math.max(near, zeroThreshold), last, count);
  }
}

/** The upper bound of a bucket; all histograms ask for the same ones. */
function boundOf(index: number, schema: number): number {
  const at = index + REMEMBERED / 2;
  if (at < 0 || at >= REMEMBERED) return upperBound(index, schema);
  let bounds = remembered[schema - MIN_SCHEMA];
  if (bounds === undefined) {
    bounds = new Float64Array(REMEMBERED).fill(Number.NaN);
    remembered[schema - MIN_SCHEMA] = bounds;
  }
  let bound = bounds[at] as number;
  if (Number.isNaN(bound)) {
    bound = upperBound(index, schema);
    bounds[at] = bound;
  }
  return bound;
}
