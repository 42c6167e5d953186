import { LABEL } from '../conventions/labels.ts';
import {
  HTTP_REQUEST_DURATION_SECONDS,
  HTTP_REQUESTS_TOTAL,
  SATURATION_RATIO,
} from '../conventions/metrics.ts';
import { formatDuration } from '../conventions/quantities.ts';
import type { ScrapeJob } from '../definition/scrape_jobs.ts';
import { bucketRates, FAILED, ownMatchers, requestRates, selector } from './mapped_series.ts';

const BUCKETS = `${HTTP_REQUEST_DURATION_SECONDS.name}_bucket`;

/** Whose requests are counted: goldwatch's own series and those of services that Prometheus scrapes itself. */
type Jobs = readonly ScrapeJob[];

/** Requests per second over `window` milliseconds, by the given labels. */
export function traffic(by: readonly string[], window: number, jobs: Jobs = []): string {
  return requests({ by, window, jobs, failed: false });
}

/**
 * Share of requests answered 5xx, 0 where none failed, absent where there was no traffic: a quiet service has
 * no error ratio, neither 0/0 nor an outage.
 */
export function errorRatio(by: readonly string[], window: number, jobs: Jobs = []): string {
  const total = requests({ by, window, jobs, failed: false });
  // `or 0 * total` gives services without a single 5xx series their 0.
  return `(${requests({ by, window, jobs, failed: true })} or 0 * ${total}) / (${total} > 0)`;
}

/** Latency in seconds at a quantile, from classic buckets; absent where there was no traffic. */
export function latencyQuantile(
  by: readonly string[],
  quantile: number,
  window: number,
  jobs: Jobs = [],
): string {
  const sum = (rates: readonly string[]) => `sum by (${[...by, 'le'].join(', ')}) (${rates.join(' or ')})`;
  const own = `rate(${selector(BUCKETS, ownMatchers(jobs))}[${formatDuration(window)}])`;
  const seconds = sum([own, ...bucketRates(jobs, { by, window, unit: 'seconds' })]);
  const others = bucketRates(jobs, { by, window, unit: 'milliseconds' });
  // Without observations the quantile is NaN, which the comparison drops.
  const ofSeconds = `histogram_quantile(${quantile}, ${seconds}) >= 0`;
  if (others.length === 0) return ofSeconds;
  return `${ofSeconds} or histogram_quantile(${quantile}, ${sum(others)}) / 1000 >= 0`;
}

function requests({ by, window, jobs, failed }: Wanted): string {
  const matchers = [...ownMatchers(jobs), ...(failed ? [`${LABEL.status}=~"${FAILED}"`] : [])];
  const own = `rate(${selector(HTTP_REQUESTS_TOTAL.name, matchers)}[${formatDuration(window)}])`;
  const rates = [own, ...requestRates(jobs, { by, window, failed })];
  return `sum by (${by.join(', ')}) (${rates.join(' or ')})`;
}

interface Wanted {
  readonly by: readonly string[];
  readonly window: number;
  readonly jobs: Jobs;
  readonly failed: boolean;
}

/** The fullest instance of each resource. */
export function saturation(): string {
  return `max by (${LABEL.service}, ${LABEL.resource}) (${SATURATION_RATIO.name})`;
}
