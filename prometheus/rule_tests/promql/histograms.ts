import { type Element, type Labels, only, signature } from './values.ts';

interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/** `histogram_quantile` of classic buckets, as Prometheus interpolates. */
export function histogramQuantile(q: number, buckets: readonly Element[]): Element[] {
  const histograms = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels, value } of buckets) {
    const bound = boundOf(labels.le);
    if (Number.isNaN(bound)) continue;
    const rest = only(labels, (label) => label !== 'le' && label !== '__name__');
    const histogram = histograms.get(signature(rest)) ?? { labels: rest, buckets: [] };
    histogram.buckets.push({ bound, count: value });
    histograms.set(signature(rest), histogram);
  }
  return [...histograms.values()].map((histogram) => ({
    labels: histogram.labels,
    value: quantile(q, histogram.buckets),
  }));
}

/** The bound of a bucket as a number, whatever its notation. */
export function boundOf(le = ''): number {
  if (/^\+?inf$/i.test(le)) return Number.POSITIVE_INFINITY;
  return le === '' ? Number.NaN : Number(le);
}

function quantile(q: number, unsorted: readonly Bucket[]): number {
  const buckets = [...unsorted].sort((a, b) => a.bound - b.bound);
  if (Number.isNaN(q) || buckets.at(-1)?.bound !== Number.POSITIVE_INFINITY || buckets.length < 2)
    return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const counts: number[] = [];
  for (const { count } of buckets) counts.push(Math.max(count, counts.at(-1) ?? 0));
  const all = counts.at(-1) ?? 0;
  if (!(all > 0)) return Number.NaN;
  const rank = q * all;
  const index = counts.findIndex((count) => count >= rank);
  const before = { bound: buckets[index - 1]?.bound ?? 0, count: counts[index - 1] ?? 0 };
  if (index === buckets.length - 1) return before.bound;
  const end = buckets[index]?.bound ?? 0;
  if (index === 0 && end <= 0) return end;
  return (
    before.bound + (end - before.bound) * ((rank - before.count) / ((counts[index] ?? 0) - before.count))
  );
}
