import { LABEL } from '../conventions/labels.ts';
import {
  HTTP_REQUEST_DURATION_SECONDS,
  HTTP_REQUESTS_TOTAL,
  SATURATION_RATIO,
} from '../conventions/metrics.ts';
import { formatDuration } from '../conventions/quantities.ts';

const BUCKETS = `${HTTP_REQUEST_DURATION_SECONDS.name}_bucket`;
const FAILED = `${LABEL.status}=~"5.."`;

/** Requests per second over `window` milliseconds, by the given labels. */
export function traffic(by: readonly string[], window: number): string {
  return `sum by (${by.join(', ')}) (rate(${HTTP_REQUESTS_TOTAL.name}[${formatDuration(window)}]))`;
}

/**
 * Share of requests answered 5xx, 0 where none failed, absent where there was no traffic: a quiet service has
 * no error ratio, neither 0/0 nor an outage.
 */
export function errorRatio(by: readonly string[], window: number): string {
  const on = `by (${by.join(', ')})`;
  const rate = (matcher: string) =>
    `sum ${on} (rate(${HTTP_REQUESTS_TOTAL.name}${matcher}[${formatDuration(window)}]))`;
  const total = rate('');
  // `or 0 * total` gives services without a single 5xx series their 0.
  return `(${rate(`{${FAILED}}`)} or 0 * ${total}) / (${total} > 0)`;
}

/** Latency in seconds at a quantile, from classic buckets; absent where there was no traffic. */
export function latencyQuantile(by: readonly string[], quantile: number, window: number): string {
  const buckets = `sum by (${[...by, 'le'].join(', ')}) (rate(${BUCKETS}[${formatDuration(window)}]))`;
  // Without observations the quantile is NaN, which the comparison drops.
  return `histogram_quantile(${quantile}, ${buckets}) >= 0`;
}

/** The fullest instance of each resource. */
export function saturation(): string {
  return `max by (${LABEL.service}, ${LABEL.resource}) (${SATURATION_RATIO.name})`;
}
