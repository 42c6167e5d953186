import type { FilterMetricSettings } from '../../exporter/sources/logs/metrics/filter_metric_settings.ts';

/** PutMetricFilter and MetricTransformation, API reference of CloudWatch Logs. */
export const FILTER_LIMITS = {
  filtersOfGroup: 100,
  /** User guide, «Supported regular expressions (regex) syntax», quotas: patterns with one, whatever filter they are of. */
  regexPatternsOfGroup: 5,
  dimensions: 3,
  /** Characters of a field that is a value. */
  value: 100,
  /** Characters of a field that is a dimension. */
  dimension: 255,
} as const;

/** Why a filter cannot be, and what would change that. */
export interface Refusal {
  readonly reason: string;
  readonly remedy: string;
}

/** Why no log group can have the filter of a metric; null where one can. */
export function refusalOf({ value = '1', labels }: FilterMetricSettings): Refusal | null {
  const { dimensions, value: longestValue, dimension: longestDimension } = FILTER_LIMITS;
  const names = Object.keys(labels);
  if (names.length > dimensions) {
    const reason = `a metric filter has at most ${dimensions} dimensions, and this one has ${names.length} labels`;
    return { reason, remedy: 'fewer labels, or the mirror' };
  }
  if (value.length > longestValue) {
    const reason = `the field of a value has at most ${longestValue} characters in a metric filter, and this one ${value.length}`;
    return { reason, remedy: 'a shorter field, or the mirror' };
  }
  const long = names.find((name) => (labels[name]?.length ?? 0) > longestDimension);
  if (long === undefined) return null;
  const reason = `the field of a dimension has at most ${longestDimension} characters, and that of ${long} more`;
  return { reason, remedy: 'a shorter field, or the mirror' };
}

/** Why a log group cannot have one filter more, by the patterns of those that it has; null where it can. */
export function refusalOfGroup(pattern: string, others: readonly string[]): Refusal | null {
  const { filtersOfGroup, regexPatternsOfGroup } = FILTER_LIMITS;
  const remedy = 'the mirror, or another log group with another source';
  if (others.length >= filtersOfGroup)
    return { reason: `a log group has at most ${filtersOfGroup} metric filters`, remedy };
  if (!hasRegex(pattern) || others.filter(hasRegex).length < regexPatternsOfGroup) return null;
  const reason = `a log group has at most ${regexPatternsOfGroup} filters with a regular expression in their pattern`;
  return { reason, remedy: 'a pattern without "%…%", or the mirror' };
}

/** Whether there is a regular expression in a pattern, outside of quotes. */
export function hasRegex(pattern: string): boolean {
  return pattern.replace(/"(?:[^"\\]|\\.)*"/g, '').includes('%');
}
