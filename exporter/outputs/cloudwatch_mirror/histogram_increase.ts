import type { Extremes } from './histogram_values.ts';
import { type NativeCounts, nativeDifference } from './native_counts.ts';

/** A histogram at one moment. */
export interface HistogramPoint {
  /** Of classic buckets, ascending, without +Inf. */
  readonly bounds: readonly number[];
  /** Observations in each classic bucket, not cumulative, +Inf included; then their sum. */
  readonly cells: Float64Array;
  /** Where its cells begin. */
  readonly at: number;
  /** Null where it has none. */
  readonly native: NativeCounts | null;
  /** Since the last time; null where they are not known. */
  readonly extremes: Extremes | null;
}

/** What a histogram observed between two moments. */
export interface HistogramIncrease {
  readonly bounds: readonly number[];
  /** Observations in each classic bucket, +Inf included. */
  readonly classic: Float64Array;
  readonly count: number;
  /** NaN or infinite where an observation was not finite, now or ever before. */
  readonly sum: number;
  /** By how much the sum may be off. */
  readonly sumError: number;
  /** Null where there are none, or they do not tell of the same observations. */
  readonly native: NativeCounts | null;
  /** Of the interval; null where they are not known. */
  readonly extremes: Extremes | null;
}

/** What came to a histogram after `before`, or since it began (null); null where it cannot come from there: it was reset. */
export function histogramIncrease(
  before: HistogramPoint | null,
  now: HistogramPoint,
): HistogramIncrease | null {
  const { bounds, extremes } = now;
  const buckets = bounds.length + 1;
  const earlier = before === null ? null : withBounds(before, bounds);
  const classic = new Float64Array(buckets);
  let count = 0;
  for (let index = 0; index < buckets; index += 1) {
    const increase = (now.cells[now.at + index] as number) - (earlier?.cells[earlier.at + index] ?? 0);
    if (!(increase >= 0)) return null;
    classic[index] = increase;
    count += increase;
  }
  const sumNow = now.cells[now.at + buckets] as number;
  const sumBefore = earlier?.cells[earlier.at + buckets] ?? 0;
  // Each observation was rounded once when it was added.
  const sumError = Number.EPSILON * (count + 1) * Math.max(Math.abs(sumNow), Math.abs(sumBefore));
  const native = count === 0 ? null : nativeIncrease(before?.native ?? null, now.native, count);
  return { bounds, classic, count, sum: sumNow - sumBefore, sumError, native, extremes };
}

/** How many observations a histogram has counted. */
export function countOf({ bounds, cells, at }: HistogramPoint): number {
  let count = 0;
  for (let index = 0; index <= bounds.length; index += 1) count += cells[at + index] as number;
  return count;
}

/** The same, in other classic buckets: as a family restores them, each count goes where its upper bound belongs. */
function withBounds(point: HistogramPoint, bounds: readonly number[]): HistogramPoint {
  const { bounds: own, cells, at } = point;
  if (
    own === bounds ||
    (own.length === bounds.length && own.every((bound, index) => bound === bounds[index]))
  )
    return point;
  const moved = new Float64Array(bounds.length + 2);
  for (let index = 0; index <= own.length; index += 1) {
    const upper = own[index] ?? Number.POSITIVE_INFINITY;
    const found = bounds.findIndex((bound) => upper <= bound);
    const bucket = found < 0 ? bounds.length : found;
    moved[bucket] = (moved[bucket] as number) + (cells[at + index] as number);
  }
  moved[bounds.length + 1] = cells[at + own.length + 1] as number;
  return { ...point, bounds, cells: moved, at: 0 };
}

/** The increase by native bucket; null where it does not come to `count`. */
function nativeIncrease(
  before: NativeCounts | null,
  now: NativeCounts | null,
  count: number,
): NativeCounts | null {
  if (now === null) return null;
  const increase = before === null ? now : nativeDifference(before, now);
  return increase?.count === count ? increase : null;
}
