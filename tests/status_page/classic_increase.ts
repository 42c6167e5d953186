type Labels = Readonly<Record<string, string>>;

/** What came between two pages of `/metrics` to the golden signals of those series that have some labels. */
export interface Increase {
  readonly requests: number;
  /** Those answered 5xx. */
  readonly failed: number;
  /** By upper bound, cumulative, `+Inf` last. */
  readonly buckets: readonly { readonly bound: number; readonly count: number }[];
}

/** Reads two pages, the earlier one first, by nothing but their text. */
export function increaseOf(before: string, after: string, labels: Labels): Increase {
  const [from, to] = [read(before, labels), read(after, labels)];
  const buckets = [...to.buckets.keys()].sort((a, b) => a - b);
  return {
    requests: to.requests - from.requests,
    failed: to.failed - from.failed,
    buckets: buckets.map((bound) => ({
      bound,
      count: (to.buckets.get(bound) ?? 0) - (from.buckets.get(bound) ?? 0),
    })),
  };
}

/** The quantile by linear interpolation within its bucket, as Prometheus documents `histogram_quantile`. */
export function quantile(share: number, buckets: Increase['buckets']): number {
  const rank = share * (buckets.at(-1)?.count ?? Number.NaN);
  const index = buckets.findIndex(({ count }) => count >= rank);
  const { bound = Number.NaN, count = Number.NaN } = buckets[index] ?? {};
  const { bound: start = 0, count: below = 0 } = buckets[index - 1] ?? {};
  return bound === Number.POSITIVE_INFINITY
    ? start
    : start + ((bound - start) * (rank - below)) / (count - below);
}

function read(page: string, wanted: Labels) {
  const seen = { requests: 0, failed: 0, buckets: new Map<number, number>() };
  for (const line of page.split('\n')) {
    const [, name, labels = '', value] = /^(\w+)\{(.*)\} (\S+)/.exec(line) ?? [];
    if (!Object.entries(wanted).every(([label, text]) => labels.includes(`${label}="${text}"`))) continue;
    if (name === 'http_requests_total') {
      seen.requests += Number(value);
      if (/status="5\d\d"/.test(labels)) seen.failed += Number(value);
    }
    if (name !== 'http_request_duration_seconds_bucket') continue;
    const bound = Number((/le="([^"]*)"/.exec(labels)?.[1] ?? '').replace('+Inf', 'Infinity'));
    seen.buckets.set(bound, (seen.buckets.get(bound) ?? 0) + Number(value));
  }
  return seen;
}
