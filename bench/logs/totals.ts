/** What a log comes to, whoever counts it. */
export interface Totals {
  /** How many requests, and their seconds, by `METHOD ROUTE STATUS`. */
  readonly requests: Readonly<Record<string, readonly [count: number, seconds: number]>>;
  /** Lines of level ERROR. */
  readonly errors: number;
  /** Requests of more than a second. */
  readonly slow: number;
}

/** Sums of the same numbers differ where they are added up in another order. */
const TOLERANCE = 1e-9;

/** Where two differ, as a sentence; null where they agree. */
export function disagreement(one: Totals, other: Totals): string | null {
  if (one.errors !== other.errors) return `${one.errors} lines of level ERROR against ${other.errors}.`;
  if (one.slow !== other.slow) return `${one.slow} slow requests against ${other.slow}.`;
  for (const key of new Set([...Object.keys(one.requests), ...Object.keys(other.requests)])) {
    const [count, seconds] = one.requests[key] ?? [0, 0];
    const [otherCount, otherSeconds] = other.requests[key] ?? [0, 0];
    const isClose = Math.abs(seconds - otherSeconds) <= TOLERANCE * Math.max(seconds, otherSeconds);
    if (count === otherCount && isClose) continue;
    return `${key}: ${count} requests of ${seconds} s in all against ${otherCount} of ${otherSeconds} s.`;
  }
  return null;
}
