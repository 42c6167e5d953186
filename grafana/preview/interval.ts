const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

// From which ideal interval on Grafana takes which round one, in milliseconds.
const ROUND: readonly (readonly [below: number, round: number])[] = [
  [1.5 * SECOND, SECOND],
  [3.5 * SECOND, 2 * SECOND],
  [7.5 * SECOND, 5 * SECOND],
  [12.5 * SECOND, 10 * SECOND],
  [17.5 * SECOND, 15 * SECOND],
  [25 * SECOND, 20 * SECOND],
  [45 * SECOND, 30 * SECOND],
  [1.5 * MINUTE, MINUTE],
  [3.5 * MINUTE, 2 * MINUTE],
  [7.5 * MINUTE, 5 * MINUTE],
  [12.5 * MINUTE, 10 * MINUTE],
  [17.5 * MINUTE, 15 * MINUTE],
  [25 * MINUTE, 20 * MINUTE],
  [45 * MINUTE, 30 * MINUTE],
  [1.5 * HOUR, HOUR],
  [2.5 * HOUR, 2 * HOUR],
  [4.5 * HOUR, 3 * HOUR],
  [9 * HOUR, 6 * HOUR],
  [24 * HOUR, 12 * HOUR],
];

/** Milliseconds between two points of a graph: a round share of the range, never less than a scrape. */
export function intervalOf(rangeMs: number, points: number, scrapeMs: number): number {
  const ideal = rangeMs / points;
  const round = ROUND.find(([below]) => ideal < below)?.[1] ?? 24 * HOUR;
  return Math.max(round, scrapeMs);
}

/** The window of `$__rate_interval`, in milliseconds: wide enough for a rate at every point. */
export function rateIntervalOf(intervalMs: number, scrapeMs: number): number {
  return Math.max(intervalMs + scrapeMs, 4 * scrapeMs);
}
