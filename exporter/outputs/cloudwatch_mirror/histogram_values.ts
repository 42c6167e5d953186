import { LIMITS } from './limits.ts';
import { addedUp, fitToSum } from './sum_fit.ts';
import { type Bucket, exactSlot, type Slot, slotOf } from './value_slots.ts';

/** The smallest and the largest observation. */
export interface Extremes {
  readonly min: number;
  readonly max: number;
}

/** What a histogram observed within an interval. */
export interface IntervalHistogram {
  /** Filled ones, ascending. */
  readonly buckets: readonly Bucket[];
  /** All observations; those that are in no bucket were NaN. */
  readonly count: number;
  /** Not finite where it is not known, as after an observation that was not. */
  readonly sum: number;
  /** By how much the sum may be off: it is the difference of two that were rounded many times. */
  readonly sumError: number;
  /** Null where they are not known. */
  readonly extremes: Extremes | null;
}

/** A histogram as CloudWatch takes it, and what of it CloudWatch cannot take. */
export interface HistogramValues extends ValuesPart {
  /** Observations left out: those of NaN, of infinities, and of what is beyond ±2^360. */
  readonly leftOut: {
    readonly value_nan: number;
    readonly value_infinite: number;
    readonly value_too_large: number;
  };
  /** Whether the values add up to the sum of the observations, but for rounding; false where that is not known. */
  readonly isSumExact: boolean;
}

/** Values, ascending and distinct, and how many observations each stands for. */
export interface ValuesPart {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/** What is closer to zero than this is zero: the narrowest zero bucket of a native histogram. */
const ZERO = 2 ** -128;
/** Rounding while values are moved, as a share of their ends. */
const ROUNDING = 1e-12;

/**
 * One value for each filled bucket, within that bucket, so that count and sum come out exactly; and one each for the smallest
 * and the largest observation, where they are known. Within its buckets nothing else is known of a histogram, so that any
 * quantile is as exact as its bucket is narrow.
 *
 * Each value begins in the middle of its bucket and moves towards one end, all by the same share of the way, until the sum is
 * right. There may be more values than fit into one datum.
 */
export function histogramValues(histogram: IntervalHistogram): HistogramValues {
  const { usable, leftOut } = sortOut(histogram);
  const isWhole = leftOut.value_nan + leftOut.value_infinite + leftOut.value_too_large === 0;
  const sum = isWhole && Number.isFinite(histogram.sum) ? histogram.sum : null;
  const { known, slots } = slotsOf(usable, histogram.extremes);
  const missing = sum === null ? leaveUnfitted(slots) : fitToSum(slots, sum - addedUp(known));
  const all = [...known.slice(0, 1), ...slots, ...known.slice(1)];
  const rounding = histogram.sumError + ROUNDING * magnitude(all);
  return { ...united(all), leftOut, isSumExact: Math.abs(missing) <= rounding };
}

/** In parts that fit into a datum each. CloudWatch puts them together: count, sum and extremes, and percentiles, too. */
export function splitValues({ values, counts }: ValuesPart, most: number = LIMITS.values): ValuesPart[] {
  if (values.length <= most) return values.length === 0 ? [] : [{ values, counts }];
  const parts: ValuesPart[] = [];
  for (let from = 0; from < values.length; from += most) {
    parts.push({ values: values.slice(from, from + most), counts: counts.slice(from, from + most) });
  }
  return parts;
}

function sortOut({ buckets, count }: IntervalHistogram) {
  let [infinite, tooLarge, inBuckets] = [0, 0, 0];
  for (const { lower, upper, count: its } of buckets) {
    inBuckets += its;
    // Native histograms have a bucket for infinities alone, above the largest number.
    if (isBeyond(lower, upper, Number.MAX_VALUE)) infinite += its;
    else if (isBeyond(lower, upper, LIMITS.largestValue)) tooLarge += its;
  }
  const areAllUsable = infinite + tooLarge === 0;
  const usable = areAllUsable
    ? buckets
    : buckets.filter(({ lower, upper }) => !isBeyond(lower, upper, LIMITS.largestValue));
  const nan = Math.max(0, count - inBuckets);
  return { usable, leftOut: { value_nan: nan, value_infinite: infinite, value_too_large: tooLarge } };
}

function isBeyond(lower: number, upper: number, largest: number): boolean {
  return lower >= largest || upper <= -largest;
}

/** The extremes, each of them where it is in the bucket where it must be, and a slot for each bucket's other observations. */
function slotsOf(buckets: readonly Bucket[], extremes: Extremes | null): { known: Slot[]; slots: Slot[] } {
  const [first, last] = [buckets[0], buckets.at(-1)];
  const low = extremes !== null && isWithin(extremes.min, first) ? extremes.min : null;
  const high = extremes !== null && isWithin(extremes.max, last) ? extremes.max : null;
  const known = low === null ? [] : [exactSlot(low)];
  // The one observation of a histogram is both.
  const isOnly = first === last && first?.count === 1;
  const isHighApart = high !== null && !(isOnly && low !== null);
  if (isHighApart) known.push(exactSlot(high));
  // One for all that are in between: a new one for each would take longer than all else.
  const between = { isFirst: false, isLast: false, low, high };
  const slots: Slot[] = [];
  for (const bucket of buckets) {
    const [isFirst, isLast] = [bucket === first, bucket === last];
    const count = bucket.count - (isFirst && low !== null ? 1 : 0) - (isLast && isHighApart ? 1 : 0);
    if (count === 0) continue;
    slots.push(slotOf(bucket, count, isFirst || isLast ? { ...between, isFirst, isLast } : between));
  }
  return { known, slots };
}

function isWithin(value: number, bucket: Bucket | undefined): boolean {
  if (bucket === undefined || Math.abs(value) > LIMITS.largestValue) return false;
  return value >= bucket.lower && value <= bucket.upper;
}

/** Without a sum, what is above all bounds is taken to be next to the last one, as Prometheus does. */
function leaveUnfitted(slots: readonly Slot[]): number {
  for (const slot of slots) if (slot.isOpenAbove && slot.lower > 0) slot.value = slot.lower;
  return Number.NaN;
}

function magnitude(slots: readonly Slot[]): number {
  let sum = 0;
  for (const { lower, upper, count } of slots) sum += (Math.abs(lower) + Math.abs(upper)) * count;
  return sum;
}

/** Slots as values and counts, equal values as one. */
function united(slots: Slot[]): ValuesPart {
  const values: number[] = [];
  const counts: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const slot of slots) {
    const value = plainValue(slot);
    // Buckets overlap where classic histograms of other bounds were put together.
    if (value < last) return united(slots.sort((one, other) => plainValue(one) - plainValue(other)));
    if (value === last) counts[counts.length - 1] = (counts.at(-1) ?? 0) + slot.count;
    else {
      values.push(value);
      counts.push(slot.count);
    }
    last = value;
  }
  return { values, counts };
}

/** Zero rather than −0, or what only stands for values in a native histogram's zero bucket. */
function plainValue({ value, lower, upper }: Slot): number {
  const isZero = value === 0 || (Math.abs(value) <= ZERO && lower <= 0 && upper >= 0);
  return isZero ? 0 : value;
}
