/** What CloudWatch costs in one region, in US dollars; no free tier. */
export interface Prices {
  readonly region: string;
  /** When the prices were looked up, and where. */
  readonly date: string;
  readonly source: string;
  /** Hours that AWS counts as a month. */
  readonly hoursPerMonth: number;
  /** A custom metric for a month, by how many there are: each tier's price holds up to its last metric. */
  readonly metric: readonly { readonly upTo: number; readonly usd: number }[];
  /** A request of PutMetricData. */
  readonly request: number;
}

/**
 * Prices as data, to be corrected here when AWS changes them. Other regions cost the same or up to about a third more.
 * Metrics of 1 s cost what those of 60 s do; it is their requests that add up.
 */
export const PRICES: Prices = {
  region: 'us-east-1',
  date: '2026-10',
  source: 'https://aws.amazon.com/cloudwatch/pricing/, by way of third parties that quote it',
  hoursPerMonth: 730,
  metric: [
    { upTo: 10_000, usd: 0.3 },
    { upTo: 250_000, usd: 0.1 },
    { upTo: 1_000_000, usd: 0.05 },
    { upTo: Number.POSITIVE_INFINITY, usd: 0.02 },
  ],
  request: 0.01 / 1000,
};
