import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HTTP_REQUEST_DURATION_SECONDS, LATENCY_BUCKETS_SECONDS } from '../conventions/metrics.ts';
import { drawLatencyMs } from '../examples/demo-service/latency.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { HistogramStores, onlyValue } from './support/histogram_stores.ts';
import { type MetricsServer, startMetricsServer } from './support/metrics_server.ts';
import { PROJECT } from './support/process.ts';
import { query, untilFound } from './support/prometheus_api.ts';
import { nativeHistograms } from './support/prometheus_histograms.ts';
import { seededRandom } from './support/seeded_random.ts';

const NAME = HTTP_REQUEST_DURATION_SECONDS.name;
const OBSERVATIONS = 50_000;
const STEPS = 5;
const QUANTILES = [0.5, 0.95, 0.99];
// Longer than the tests take: a rate is over everything that was observed, from the scrape that saw nothing yet.
const RANGE = '1h';
const ROUTES = ['/a', '/b'] as const;

/** In seconds, the same in every run: lognormal, median 0.12, σ 0.8. Every second one is of the second route. */
const random = seededRandom(20_261_121);
const latencies = Array.from(
  { length: OBSERVATIONS },
  () => drawLatencyMs({ medianMs: 120, sigma: 0.8 }, random) / 1000,
);
const latenciesOf = {
  '/a': latencies.filter((_, index) => index % 2 === 0),
  '/b': latencies.filter((_, index) => index % 2 === 1),
};

let server: MetricsServer;
let stores: HistogramStores;

beforeAll(async () => {
  const metrics = new MetricRegistry();
  const family = metrics.scope().histogram(HTTP_REQUEST_DURATION_SECONDS);
  const labels = { service: 'demo-api', method: 'GET', status: '200' };
  const series = ROUTES.map((route) => family.labels({ ...labels, route }));
  server = await startMetricsServer(metrics.registry);
  stores = await HistogramStores.start([{ name: 'service', target: server.address }]);
  await stores.haveCounted(NAME, 0);
  for (let from = 0; from < OBSERVATIONS; from += OBSERVATIONS / STEPS) {
    const to = from + OBSERVATIONS / STEPS;
    latencies
      .slice(from, to)
      .forEach((latency, index) => void series[index % ROUTES.length]?.observe(latency));
    await stores.haveCounted(NAME, to);
  }
}, 120_000);

afterAll(async () => {
  await stores?.stop();
  await server?.stop();
});

/** The nearest rank: the least observation that has at least this share of all at or below it. */
function exactQuantile(quantile: number): number {
  const sorted = Float64Array.from(latencies).sort();
  return sorted[Math.ceil(quantile * sorted.length) - 1] ?? Number.NaN;
}

test.each(QUANTILES)('native buckets put quantile %d within 1.5 % of the exact one', async (quantile) => {
  const rate = `sum by (job) (rate(${NAME}[${RANGE}]))`;
  const found = await onlyValue(stores.native, `histogram_quantile(${quantile}, ${rate})`);

  const exact = exactQuantile(quantile);
  expect(Math.abs(found / exact - 1), `${found}, and not ${exact}`).toBeLessThan(0.015);
});

test.each(QUANTILES)(
  'classic buckets put quantile %d between the bounds that the exact one is between',
  async (quantile) => {
    const rate = `sum by (job, le) (rate(${NAME}_bucket[${RANGE}]))`;
    const found = await onlyValue(stores.classic, `histogram_quantile(${quantile}, ${rate})`);

    const exact = exactQuantile(quantile);
    const lower = LATENCY_BUCKETS_SECONDS.findLast((bound) => bound < exact) ?? Number.NaN;
    const upper = LATENCY_BUCKETS_SECONDS.find((bound) => bound >= exact) ?? Number.NaN;
    expect(found).toBeGreaterThan(lower);
    expect(found).toBeLessThanOrEqual(upper);
  },
);

test.each(ROUTES)('count and sum of %s are exact in either kind', async (route) => {
  const values = latenciesOf[route];
  const sum = values.reduce((total, value) => total + value, 0);

  const [histogram] = await nativeHistograms(stores.native, `${NAME}{route="${route}"}`);
  expect(histogram).toMatchObject({ count: values.length, sum });
  for (const [series, value] of [
    [`${NAME}_count{route="${route}"}`, values.length],
    [`${NAME}_sum{route="${route}"}`, sum],
    [`${NAME}_bucket{route="${route}",le="+Inf"}`, values.length],
  ] as const) {
    expect(await onlyValue(stores.classic, series), series).toBe(value);
  }
});

test.each(ROUTES)(
  'every native bucket of %s holds what lies within its bounds, and nothing is left over',
  async (route) => {
    const [histogram] = await nativeHistograms(stores.native, `${NAME}{route="${route}"}`);
    const buckets = histogram?.buckets ?? [];

    for (const { lower, upper, count } of buckets) {
      const within = latenciesOf[route].filter((value) => value > lower && value <= upper);
      expect(count, `${lower} to ${upper}`).toBe(within.length);
    }
    expect(buckets.reduce((total, { count }) => total + count, 0)).toBe(OBSERVATIONS / ROUTES.length);
  },
);

test.each(ROUTES)('every classic bucket of %s holds what lies below its bound', async (route) => {
  const found = await untilFound(() => query(stores.classic, `${NAME}_bucket{route="${route}"}`));

  const counts = Object.fromEntries(
    found.map(({ metric, value }) => [Number(metric.le?.replace('+Inf', 'Infinity')), Number(value[1])]),
  );
  const expected = [...LATENCY_BUCKETS_SECONDS, Number.POSITIVE_INFINITY].map((bound) => [
    bound,
    latenciesOf[route].filter((value) => value <= bound).length,
  ]);
  expect(counts).toEqual(Object.fromEntries(expected));
});

test('Prometheus 2.42 stores one kind or the other, never both', async () => {
  const kinds = `count by (__name__) ({__name__=~"${NAME}.*"})`;
  const names = async (url: string) =>
    (await untilFound(() => query(url, kinds))).map(({ metric }) => metric.__name__).sort();

  expect(await names(stores.native)).toEqual([NAME]);
  expect(await names(stores.classic)).toEqual([
    `${NAME}_bucket`,
    `${NAME}_count`,
    `${NAME}_created`,
    `${NAME}_sum`,
  ]);
});

test('the queries in docs/histograms.md ask the same of both kinds', async () => {
  const page = await readFile(join(PROJECT, 'docs/histograms.md'), 'utf8');
  const rows = [...page.matchAll(/^\| ([^|]+) \| `([^`|]+)` \| `([^`|]+)` \|$/gm)];

  expect(rows.map(([, question]) => question)).toEqual([
    '95th percentile',
    'share within 250 ms',
    'requests a second',
    'mean',
  ]);
  for (const [, question, classic = '', native = ''] of rows) {
    const ratio = (await onlyValue(stores.native, native)) / (await onlyValue(stores.classic, classic));
    // The classic percentile is off, and the two have scraped at other times; the answers of two rows are far apart.
    expect(Math.abs(ratio - 1), question).toBeLessThan(0.3);
  }
});

test('no metric was left out of a scrape', () => {
  expect(server.log.lines.filter(({ metric }) => metric !== undefined)).toEqual([]);
});
