import type { PERIODS } from '../../definition/alerts/metric.ts';

/** How an alert is looked at on one side, in words for a column each. */
export interface Condition {
  /** `> 5%`, `p95 > 2s`, `14.4x`. */
  readonly limit: string;
  /** Over how long, and how often in a row: `5m`, `2 x 5m`. */
  readonly over: string;
  /** How long it must hold; empty where `over` says so. */
  readonly lasting: string;
  /** What it does without data. */
  readonly noData: 'ok' | 'alert' | 'unknown' | 'stays' | '';
}

/** One side of an alert: its conditions, or why it has none. */
export type Side = readonly Condition[] | { readonly not: string };

const LONGEST_LIMIT = 18;

/** A limit that fits its column. */
export function limitText(text: string): string {
  const short = text
    .replace(' requests a second', '/s')
    .replace(/ in \w+$/, '')
    .replace(/ an? (second|minute|hour|day)$/, (_, unit: string) => `/${SHORT_UNITS[unit]}`)
    .replace(/ dollars(?=\/|$)/, ' USD');
  return short.length <= LONGEST_LIMIT ? short : `${short.slice(0, LONGEST_LIMIT - 1)}…`;
}

const SHORT_UNITS: Readonly<Record<string, string>> = { second: 's', minute: 'min', hour: 'h', day: 'd' };

/** What a rate is per: `/s`, `/min`, `/h`, `/d`. */
export function perText(period: keyof typeof PERIODS): string {
  return `/${SHORT_UNITS[period]}`;
}

/** A quantile as a percentile: 0.95 is `p95`. */
export function percentileText(quantile: number): string {
  return `p${Number((100 * quantile).toPrecision(12))}`;
}
