import type { FamilySamples } from '../family.ts';
import { type ClassicHistogram, histogramOf, numberOf } from './classic_histogram.ts';
import { type EscapingScheme, escapeMetricName } from './escaping.ts';
import { reservedNames } from './names.ts';
import { groupSamples } from './sample_groups.ts';

/**
 * Whether OpenMetrics lets a family have its type, on a page where these names are contested
 * (`contestedNames`). Prometheus takes more: counters without `_total`, histograms of negative numbers,
 * summaries of negative quantiles.
 */
export function allowsType(
  family: FamilySamples,
  escaping: EscapingScheme,
  contested: ReadonlySet<string>,
): boolean {
  if (reservedNames(family, escaping).some((name) => contested.has(name))) return false;
  switch (family.type) {
    case 'counter':
      return isCounter(family, escaping);
    case 'histogram':
      return isHistogram(family);
    case 'summary':
      return isSummary(family);
    default:
      return family.type === 'gauge' && isOneSeries(family);
  }
}

function isCounter(family: FamilySamples, escaping: EscapingScheme): boolean {
  const isTotal = escapeMetricName(family.name, escaping).endsWith('_total');
  return isTotal && isOneSeries(family) && family.values.every(({ value }) => value >= 0);
}

function isOneSeries({ name, values }: FamilySamples): boolean {
  return values.every(({ metricName = name }) => metricName === name);
}

function isHistogram({ name, values }: FamilySamples): boolean {
  const { groups, contiguous } = groupSamples(values, 'le');
  return (
    contiguous &&
    groups.every((group) => {
      const histogram = histogramOf(name, group);
      return histogram !== undefined && isCumulative(histogram);
    })
  );
}

function isCumulative({ buckets, count, sum }: ClassicHistogram): boolean {
  let before = { upperBound: Number.NEGATIVE_INFINITY, count: 0 };
  for (const bucket of buckets) {
    if (!(bucket.upperBound > before.upperBound) || bucket.count < before.count) return false;
    before = bucket;
  }
  // A sum of what may be negative could go down.
  return before.count === count && sum >= 0 && !buckets.some(({ upperBound }) => upperBound < 0);
}

function isSummary({ name, values }: FamilySamples): boolean {
  return (
    groupSamples(values, 'quantile').contiguous &&
    values.every(({ metricName = name, labels, value }) => {
      if (metricName === `${name}_sum`) return value >= 0;
      if (metricName === `${name}_count`) return Number.isInteger(value) && value >= 0;
      const quantile = numberOf(labels?.quantile);
      // A quantile of nothing is NaN.
      return metricName === name && quantile >= 0 && quantile <= 1 && !(value < 0);
    })
  );
}
