import { z } from 'zod';
import { MAX_SCHEMA, MIN_SCHEMA } from '../../../metrics/native/bounds.ts';
import { loadNumber, savedNumber, saveNumber } from '../../../metrics/saved_number.ts';
import {
  countOf,
  type HistogramIncrease,
  type HistogramPoint,
  histogramIncrease,
} from './histogram_increase.ts';
import { filledOf, type NativeCounts, rowFrom } from './native_counts.ts';

/** More than there are buckets on either side of 1 at the finest schema: 1074 octaves of 256. */
const MOST_BUCKETS = 300_000;

/** Index and count of each filled bucket. */
const savedBuckets = z.array(z.tuple([z.int().min(-MOST_BUCKETS).max(MOST_BUCKETS), z.number().positive()]));

const savedNative = z.strictObject({
  schema: z.int().min(MIN_SCHEMA).max(MAX_SCHEMA),
  zeroThreshold: z.number().nonnegative(),
  zeroCount: z.number().nonnegative(),
  count: z.number().nonnegative(),
  positive: savedBuckets,
  negative: savedBuckets,
});

const savedHistogram = z.strictObject({
  bounds: z.array(z.number()),
  /** Observations in each classic bucket, +Inf included. */
  counts: z.array(z.number().nonnegative()),
  sum: savedNumber,
  native: savedNative.nullable(),
});

/** A value as it is saved: that of a counter, or of a histogram. */
export const savedValue = z.union([savedNumber, savedHistogram]);
export type SavedValue = z.infer<typeof savedValue>;

/** How values that only grow are compared; `V` is such a value, and `I` what came to it. */
export interface Growth<V, I> {
  /** What came to it since `before`, or since it began (null). Null where it has become less: it was reset. */
  increase(before: V | null, now: V): I | null;
  /** A copy, to be remembered until the next time. */
  keep(now: V, before: V | null): V;
  /** Greater where there is more. */
  size(value: V): number;
  /** The same value, of which only what it comes to is known, not what it was in between. */
  settled(value: V): V;
  save(value: V): SavedValue;
  /** Null where it was saved by another kind of metric. */
  load(saved: SavedValue): V | null;
}

/** Counters. One that is not finite has an increase of NaN, and its last finite value is what it grows from again. */
export const COUNTER_GROWTH: Growth<number, number> = {
  increase(before, now) {
    if (!Number.isFinite(now)) return Number.NaN;
    if (before === null) return now;
    if (!Number.isFinite(before)) return 0;
    return now < before ? null : now - before;
  },
  keep: (now, before) => (Number.isFinite(now) || before === null ? now : before),
  size: (value) => value,
  settled: (value) => value,
  save: saveNumber,
  load: (saved) => (typeof saved === 'object' ? null : loadNumber(saved)),
};

/** Histograms: all their buckets. */
export const HISTOGRAM_GROWTH: Growth<HistogramPoint, HistogramIncrease> = {
  increase: histogramIncrease,
  keep: ({ bounds, cells, at, native, extremes }) => {
    return { bounds, cells: cells.slice(at, at + bounds.length + 2), at: 0, native, extremes };
  },
  size: countOf,
  settled: (value) => ({ ...value, extremes: null }),
  save({ bounds, cells, at, native }) {
    const buckets = bounds.length + 1;
    return {
      bounds: [...bounds],
      counts: [...cells.subarray(at, at + buckets)],
      sum: saveNumber(cells[at + buckets] as number),
      native: native && {
        ...native,
        positive: filledOf(native.positive),
        negative: filledOf(native.negative),
      },
    };
  },
  load(saved) {
    if (typeof saved !== 'object' || saved.counts.length !== saved.bounds.length + 1) return null;
    const cells = Float64Array.from([...saved.counts, loadNumber(saved.sum)]);
    const native = saved.native && loadNative(saved.native);
    return { bounds: saved.bounds, cells, at: 0, native, extremes: null };
  },
};

function loadNative(saved: z.output<typeof savedNative>): NativeCounts {
  return { ...saved, positive: rowFrom(saved.positive), negative: rowFrom(saved.negative) };
}
