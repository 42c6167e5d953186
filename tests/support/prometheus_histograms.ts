import { untilFound } from './prometheus_api.ts';

/** A bucket of a native histogram: its bounds and how many observations lie between them. */
export interface NativeBucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** A native histogram as Prometheus has it. */
export interface NativeHistogram {
  readonly count: number;
  readonly sum: number;
  /** Ascending; only those that are filled. */
  readonly buckets: readonly NativeBucket[];
}

/** An exemplar with the series that it belongs to. */
export interface StoredExemplar {
  readonly series: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Answer<T> {
  readonly status: string;
  readonly data: T;
}

/** The native histograms that a selector finds; waits and throws as `untilFound` does. */
export async function nativeHistograms(prometheus: string, selector: string): Promise<NativeHistogram[]> {
  return await untilFound(() => nativeHistogramsNow(prometheus, selector));
}

async function nativeHistogramsNow(prometheus: string, selector: string): Promise<NativeHistogram[]> {
  const { result } = await ask<{
    result: {
      histogram?: [number, { count: string; sum: string; buckets?: [number, string, string, string][] }];
    }[];
  }>(prometheus, 'query', { query: selector });
  return result.flatMap(({ histogram }) => {
    if (histogram === undefined) return [];
    const [, { count, sum, buckets = [] }] = histogram;
    return {
      count: Number(count),
      sum: Number(sum),
      buckets: buckets.map(([, lower, upper, its]) => ({
        lower: Number(lower),
        upper: Number(upper),
        count: Number(its),
      })),
    };
  });
}

/** The exemplars of the last hour that are stored for the series of a selector. Throws an Error where it cannot ask. */
export async function storedExemplars(prometheus: string, selector: string): Promise<StoredExemplar[]> {
  const now = Date.now() / 1000;
  const found = await ask<
    {
      seriesLabels: Record<string, string>;
      exemplars: { labels: Record<string, string>; value: string }[];
    }[]
  >(prometheus, 'query_exemplars', { query: selector, start: String(now - 3600), end: String(now + 60) });
  return found.flatMap(({ seriesLabels: series, exemplars }) =>
    exemplars.map(({ labels, value }) => ({ series, labels, value: Number(value) })),
  );
}

async function ask<T>(
  prometheus: string,
  endpoint: string,
  parameters: Readonly<Record<string, string>>,
): Promise<T> {
  const response = await fetch(`${prometheus}/api/v1/${endpoint}?${new URLSearchParams(parameters)}`);
  const body = (await response.json()) as Answer<T>;
  if (body.status !== 'success') throw new Error(`${endpoint}: ${JSON.stringify(body)}`);
  return body.data;
}
