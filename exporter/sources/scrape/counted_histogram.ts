import { histogramOf } from '../../../metrics/exposition/classic_histogram.ts';
import type { ParsedSample } from '../../../metrics/exposition/parse/parsed_family.ts';
import type { MappedDuration } from './presets.ts';

/** A histogram as a page has it, in seconds, its counts by bucket and not cumulative. */
export interface CountedHistogram {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
}

/** The histogram that the samples of one label set make; null where they make none. */
export function countedHistogram(
  name: string,
  samples: readonly ParsedSample[],
  unit: MappedDuration['unit'],
): CountedHistogram | null {
  const histogram = histogramOf(name, { labels: {}, samples });
  if (histogram === undefined || !Number.isFinite(histogram.sum)) return null;
  const { count, sum } = histogram;
  const buckets = histogram.buckets.toSorted((one, other) => one.upperBound - other.upperBound);
  const cumulative = buckets.map((bucket) => bucket.count);
  const counts = cumulative.map((its, index) => its - (cumulative[index - 1] ?? 0));
  if (counts.some((its) => its < 0) || cumulative.at(-1) !== count) return null;
  const perSecond = unit === 'seconds' ? 1 : 1000;
  const bounds = buckets.slice(0, -1).map(({ upperBound }) => upperBound / perSecond);
  return { bounds, counts, sum: sum / perSecond };
}

/** What came to a histogram; all of it where it is new, has begun anew, or has other buckets. */
export function histogramIncrease(
  now: CountedHistogram,
  before: CountedHistogram | undefined,
): CountedHistogram {
  if (before === undefined || !areSame(before.bounds, now.bounds)) return now;
  const counts = now.counts.map((count, index) => count - (before.counts[index] ?? 0));
  if (counts.some((count) => count < 0)) return now;
  return { bounds: now.bounds, counts, sum: now.sum - before.sum };
}

function areSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((bound, index) => bound === other[index]);
}
