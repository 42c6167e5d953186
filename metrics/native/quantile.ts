/** A filled bucket, between its bounds in ascending order; the zero bucket spans zero. */
export interface NativeBucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/**
 * A quantile of buckets in ascending order, by Prometheus's formula (`HistogramQuantile` in promql/quantile.go):
 * exponential interpolation in a bucket, linear in the zero bucket, which starts (or ends) at 0 where all other
 * buckets are positive (or negative). NaN observations rank above everything.
 *
 * NaN where nothing was observed, q is NaN or the rank lies among NaN observations; ∓Infinity for q outside
 * [0, 1]. An observed infinity is answered as itself.
 */
export function quantileOf(q: number, buckets: readonly NativeBucket[], count: number, sum: number): number {
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  if (count === 0 || Number.isNaN(q)) return Number.NaN;

  // From the nearer end, ranks are small and (1 − q) loses less; with NaNs, only the lower end is known.
  const ascending = Number.isNaN(sum) || q < 0.5;
  const rank = ascending ? q * count : (1 - q) * count;
  let passed = 0;
  for (const bucket of ascending ? buckets : buckets.toReversed()) {
    const rest = rank - passed;
    passed += bucket.count;
    if (passed < rank) continue;
    return interpolate(
      withNaturalBound(bucket, buckets),
      (ascending ? rest : bucket.count - rest) / bucket.count,
    );
  }
  return Number.NaN;
}

function withNaturalBound(bucket: NativeBucket, buckets: readonly NativeBucket[]): NativeBucket {
  if (bucket.lower >= 0 || bucket.upper <= 0 || buckets.length === 1) return bucket;
  if (buckets[0] === bucket) return { ...bucket, lower: 0 };
  if (buckets.at(-1) === bucket) return { ...bucket, upper: 0 };
  return bucket;
}

function interpolate({ lower, upper }: NativeBucket, fraction: number): number {
  if (lower <= 0 && upper >= 0) return lower + (upper - lower) * fraction;
  if (upper === Number.POSITIVE_INFINITY) return upper;
  if (lower === Number.NEGATIVE_INFINITY) return lower;
  const start = Math.log2(Math.abs(lower));
  const end = Math.log2(Math.abs(upper));
  const magnitude = 2 ** (start + (end - start) * fraction);
  return lower > 0 ? magnitude : -magnitude;
}
