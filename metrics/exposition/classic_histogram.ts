import type { Sample } from '../family.ts';
import type { SampleGroup } from './sample_groups.ts';

/** A histogram of one label set, read from its series. */
export interface ClassicHistogram {
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
  readonly sum: number;
  /** In order of their series; the counts are cumulative. */
  readonly buckets: readonly ClassicBucket[];
}

export interface ClassicBucket {
  /** Inclusive. */
  readonly upperBound: number;
  readonly count: number;
  /** The series, which may carry an exemplar. */
  readonly sample: Sample;
}

/** A summary of one label set, read from its series. */
export interface ClassicSummary {
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
  readonly sum: number;
  readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
}

/**
 * The histogram that a label set's series make. Undefined where they make none: a sum, count or +Inf is
 * missing or there twice, a count is no whole number up to 2^53, a bound is no number, or there is a series
 * of another name.
 */
export function histogramOf(family: string, { labels, samples }: SampleGroup): ClassicHistogram | undefined {
  const buckets: ClassicBucket[] = [];
  const bounds = new Set<number>();
  const name = `${family}_bucket`;
  for (const sample of samples) {
    if (sample.metricName !== name) continue;
    const upperBound = numberOf(sample.labels?.le);
    if (Number.isNaN(upperBound) || bounds.has(upperBound) || !isCount(sample.value)) return undefined;
    bounds.add(upperBound);
    buckets.push({ upperBound, count: sample.value, sample });
  }
  const totals = totalsOf(family, samples, buckets.length);
  return totals !== undefined && bounds.has(Number.POSITIVE_INFINITY)
    ? { labels, ...totals, buckets }
    : undefined;
}

/** The summary that a label set's series make; undefined where they make none, as with `histogramOf`. */
export function summaryOf(family: string, { labels, samples }: SampleGroup): ClassicSummary | undefined {
  const quantiles: { quantile: number; value: number }[] = [];
  for (const { metricName = family, labels: its, value } of samples) {
    if (metricName !== family) continue;
    const quantile = numberOf(its?.quantile);
    if (Number.isNaN(quantile)) return undefined;
    quantiles.push({ quantile, value });
  }
  const totals = totalsOf(family, samples, quantiles.length);
  return totals && { labels, ...totals, quantiles };
}

/** A bound or quantile by its label, in which numbers and texts are the same. NaN where it is none. */
export function numberOf(label: string | number | undefined): number {
  if (typeof label === 'number') return label;
  if (label === undefined || label.trim() === '') return Number.NaN;
  return label === '+Inf' ? Number.POSITIVE_INFINITY : Number(label);
}

function totalsOf(
  family: string,
  samples: readonly Sample[],
  others: number,
): { count: number; sum: number } | undefined {
  const [sumName, countName] = [`${family}_sum`, `${family}_count`];
  const sum = samples.find(({ metricName }) => metricName === sumName);
  const count = samples.find(({ metricName }) => metricName === countName);
  if (count === undefined || sum === undefined || samples.length !== others + 2) return undefined;
  return isCount(count.value) ? { count: count.value, sum: sum.value } : undefined;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 2 ** 53;
}
