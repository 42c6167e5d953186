/** A statistic that the stand-in answers. */
export type Statistic =
  | { readonly kind: SimpleStatistic }
  | { readonly kind: 'percentile'; readonly percent: number };

/** The statistics with a name of their own, as GetMetricStatistics lists them. */
export const SIMPLE_STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export type SimpleStatistic = (typeof SIMPLE_STATISTICS)[number];

// The others that CloudWatch knows: trimmed and winsorised means, ranks, counts and sums within bounds.
const UNANSWERED = /^(?:(?:tm|wm|tc|ts)\d{1,2}(?:\.\d{1,10})?|IQM|(?:TM|WM|TC|TS|PR)\([\d.%]*:[\d.%]*\))$/;
const PERCENTILE = /^p(\d{1,3}(?:\.\d{1,10})?)$/;

/**
 * Reads `Sum`, `p99`, `p99.9` and the like.
 * Answers 'unanswered' for what CloudWatch knows and the stand-in does not, undefined for what neither knows.
 */
export function statisticOf(name: string): Statistic | 'unanswered' | undefined {
  const simple = SIMPLE_STATISTICS.find((known) => known === name);
  if (simple !== undefined) return { kind: simple };
  const percent = Number(PERCENTILE.exec(name)?.[1] ?? Number.NaN);
  if (percent <= 100) return { kind: 'percentile', percent };
  return UNANSWERED.test(name) ? 'unanswered' : undefined;
}
