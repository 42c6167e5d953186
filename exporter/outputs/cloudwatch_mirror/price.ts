import { PRICES, type Prices } from './prices.ts';

/** PutMetricData takes so many datums a request. */
const DATUMS_PER_REQUEST = 1000;
const HOUR_MS = 3_600_000;

/** What is sent: how many metrics, and how many datums in each interval. */
export interface Volume {
  /** Distinct sets of metric name and dimensions, all of which send in every hour. */
  readonly metrics: number;
  /** Datums in each interval; one for each metric, and more for histograms of over 150 values. */
  readonly datums: number;
  /** Milliseconds. */
  readonly interval: number;
}

/** Of a month of 730 hours, in US dollars. */
export interface MonthlyPrice {
  readonly metrics: number;
  /** How many requests. */
  readonly requests: number;
  readonly metricsUsd: number;
  readonly requestsUsd: number;
  readonly totalUsd: number;
}

/**
 * What a volume costs a month where every metric sends in every hour; AWS bills a metric for the hours in which it
 * sends. Requests are as few as the limit on datums allows, without retries.
 */
export function monthlyPrice({ metrics, datums, interval }: Volume, prices: Prices = PRICES): MonthlyPrice {
  const intervals = (prices.hoursPerMonth * HOUR_MS) / interval;
  const requests = Math.ceil(datums / DATUMS_PER_REQUEST) * intervals;
  const metricsUsd = metricsPrice(metrics, prices);
  const requestsUsd = requests * prices.request;
  return { metrics, requests, metricsUsd, requestsUsd, totalUsd: metricsUsd + requestsUsd };
}

function metricsPrice(metrics: number, prices: Prices): number {
  let usd = 0;
  let from = 0;
  for (const tier of prices.metric) {
    usd += Math.max(0, Math.min(metrics, tier.upTo) - from) * tier.usd;
    from = tier.upTo;
  }
  return usd;
}
