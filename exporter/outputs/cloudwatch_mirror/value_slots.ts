import { LIMITS } from './limits.ts';

/** Observations of one bucket; the bounds ascend, and the lower one is −Infinity or the upper one Infinity where there is none. */
export interface Bucket {
  readonly lower: number;
  /** Inclusive, as far as the bucket is one of positive values. */
  readonly upper: number;
  readonly count: number;
}

/** A value that stands for so many observations between two ends, and may move between them. */
export interface Slot {
  value: number;
  readonly count: number;
  readonly lower: number;
  readonly upper: number;
  /** Whether observations may be beyond the end, which is then only what is likely. */
  readonly isOpenBelow: boolean;
  readonly isOpenAbove: boolean;
}

/** The extremes of all observations, null where they are not known, and where a bucket is among those that are filled. */
export interface Surroundings {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly low: number | null;
  readonly high: number | null;
}

/** A bucket without an upper bound is taken to be a decade wide, unless the sum says more. */
const DECADE = 10;

/** The slot of a bucket's observations, so many of them, with a value in its middle. */
export function slotOf(
  { lower, upper }: Bucket,
  count: number,
  { isFirst, isLast, low, high }: Surroundings,
): Slot {
  // A bucket about zero holds no negative values where no others are negative, unless the sum says so.
  const isAboutZero = lower < 0 && lower === -upper;
  const isOpenBelow = low === null && (lower === Number.NEGATIVE_INFINITY || (isAboutZero && isFirst));
  const isOpenAbove =
    high === null && (upper === Number.POSITIVE_INFINITY || (isAboutZero && isLast && !isFirst));
  const from = isOpenBelow ? lowerEnd(upper) : Math.max(lower, low ?? lower, -LIMITS.largestValue);
  const to = isOpenAbove ? upperEnd(lower, upper) : Math.min(upper, high ?? upper, LIMITS.largestValue);
  const value = Math.min(Math.max(middle(from, to), from), to);
  return { value, count, lower: from, upper: to, isOpenBelow, isOpenAbove };
}

/** The slot of one observation that is known. */
export function exactSlot(value: number): Slot {
  return { value, count: 1, lower: value, upper: value, isOpenBelow: false, isOpenAbove: false };
}

/** Values below the first bound begin at zero, as Prometheus has it, or a decade below where that is negative. */
function lowerEnd(upper: number): number {
  if (upper === Number.POSITIVE_INFINITY) return -1;
  return upper > 0 ? 0 : upper - (DECADE - 1) * (-upper || 1);
}

function upperEnd(lower: number, upper: number): number {
  if (upper < Number.POSITIVE_INFINITY) return 0;
  if (lower === Number.NEGATIVE_INFINITY) return 1;
  return lower + (DECADE - 1) * (Math.abs(lower) || 1);
}

/** The geometric mean where both ends have one sign, since buckets grow; else the arithmetic one. */
function middle(lower: number, upper: number): number {
  if (lower > 0) return Math.sqrt(lower) * Math.sqrt(upper);
  if (upper < 0) return -Math.sqrt(-lower) * Math.sqrt(-upper);
  return lower / 2 + upper / 2;
}
