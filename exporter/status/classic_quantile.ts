/** Observations by classic bucket: how many were counted in each, not cumulative. */
export interface ClassicCounts {
  /** Upper bounds, ascending, the last of which is +Inf. */
  readonly bounds: Float64Array;
  readonly counts: Float64Array;
}

/** Cumulative counts by upper bound, the last of which is +Inf. */
export interface Cumulative {
  readonly bounds: Float64Array;
  readonly counts: Float64Array;
}

/**
 * The buckets of several histograms as `sum by (le)` adds them up: where bounds differ, each bound has what those say that have it, and
 * never less than the bound before (`ensureMonotonicAndIgnoreSmallDeltas` in Prometheus's promql/quantile.go). Null where there are none.
 */
export function cumulative(histograms: readonly ClassicCounts[]): Cumulative | null {
  const [only, ...others] = histograms;
  if (only === undefined) return null;
  return others.length === 0 ? cumulativeOf(only) : united(histograms);
}

/**
 * What Prometheus's `histogram_quantile(q, …)` makes of classic buckets (`bucketQuantile` in promql/quantile.go): linear within a bucket,
 * the first of which begins at 0; above all bounds, the highest. Null where nothing was observed, or there is no bound but +Inf. `q` is
 * from 0 to 1.
 */
export function classicQuantile(q: number, { bounds, counts }: Cumulative): number | null {
  const last = bounds.length - 1;
  const count = counts[last] ?? 0;
  if (last < 1 || !(count > 0)) return null;
  const rank = q * count;
  let bucket = 0;
  while (bucket < last && (counts[bucket] as number) < rank) bucket += 1;
  if (bucket === last) return bounds[last - 1] as number;
  const end = bounds[bucket] as number;
  if (bucket === 0 && end <= 0) return end;
  const start = bucket === 0 ? 0 : (bounds[bucket - 1] as number);
  const below = bucket === 0 ? 0 : (counts[bucket - 1] as number);
  return start + (end - start) * ((rank - below) / ((counts[bucket] as number) - below));
}

function cumulativeOf({ bounds, counts }: ClassicCounts): Cumulative {
  const sums = new Float64Array(bounds.length);
  let below = 0;
  for (let index = 0; index < bounds.length; index += 1) {
    below += counts[index] as number;
    sums[index] = below;
  }
  return { bounds, counts: sums };
}

function united(histograms: readonly ClassicCounts[]): Cumulative {
  const sums = new Map<number, number>();
  for (const histogram of histograms) {
    const { bounds, counts } = cumulativeOf(histogram);
    bounds.forEach((bound, index) => {
      sums.set(bound, (sums.get(bound) ?? 0) + (counts[index] as number));
    });
  }
  const all = [...sums].sort(([one], [other]) => one - other);
  const bounds = Float64Array.from(all, ([bound]) => bound);
  const counts = Float64Array.from(all, ([, count]) => count);
  for (let index = 1; index < counts.length; index += 1) {
    counts[index] = Math.max(counts[index] as number, counts[index - 1] as number);
  }
  return { bounds, counts };
}
