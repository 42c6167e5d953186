import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { collectFamilies } from '../metrics/exposition/collect.ts';
import type { FamilySamples } from '../metrics/family.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { type MetricsServer, startMetricsServer } from './support/metrics_server.ts';
import { type RunningPrometheus, startPrometheus } from './support/prometheus.ts';
import { query, untilFound } from './support/prometheus_api.ts';
import { nativeHistograms } from './support/prometheus_histograms.ts';

const FORMATS = ['text', 'openmetrics', 'protobuf'] as const;
type Format = (typeof FORMATS)[number];

const NUMBERS = [Number.NaN, Infinity, -Infinity, -0, 5e-324, 1e300, 1e21, 0.1 + 0.2, 2 ** 53, -12.5];
const TEXTS = ['', 'plain', 'a "quote"', 'back\\slash', 'two\nlines', 'x|y', '# EOF', '} 1', 'naïve 😀'];

/** Unix time in seconds. */
const STARTED = Date.now() / 1000;

let registry: Registry;
let server: MetricsServer;
let prometheus: RunningPrometheus;

beforeAll(async () => {
  registry = new Registry();
  await addDefaultMetrics();
  addMetricsOfPromClient();
  addMetricsOfGoldwatch();
  server = await startMetricsServer(registry);
  const jobs = FORMATS.map((format) => ({
    name: format,
    target: server.address,
    path: `/metrics/${format}`,
  }));
  // Of a histogram that has both kinds of buckets it takes the native ones.
  prometheus = await startPrometheus(jobs, ['native-histograms']);
  await vi.waitFor(
    async () => {
      const up = await query(prometheus.url, 'up == 1');
      expect(up.map(({ metric }) => metric.job).sort()).toEqual([...FORMATS].sort());
    },
    { timeout: 60_000, interval: 100 },
  );
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
  await server?.stop();
});

/** prom-client's default metrics as they are now: they change with each scrape. */
async function addDefaultMetrics(): Promise<void> {
  const live = new Registry();
  collectDefaultMetrics({ register: live });
  const families = await collectFamilies(live, (metric, error) => {
    throw new Error(`${metric}: ${String(error)}`);
  });
  for (const family of families) addStill(family);
}

function addStill(family: FamilySamples): void {
  const metric = { ...family, get: async () => family };
  registry.registerMetric(metric as unknown as Parameters<Registry['registerMetric']>[0]);
}

function addMetricsOfPromClient(): void {
  const common = { help: 'A "help",\nin two lines \\', registers: [registry] };
  const gauge = new Gauge({ name: 'their_level', labelNames: ['text'], ...common });
  TEXTS.forEach((text, index) => void gauge.set({ text }, NUMBERS[index] as number));
  new Counter({ name: 'their_jobs_total', ...common }).inc(7);
  // OpenMetrics has no counter of this name, and no such pair.
  new Counter({ name: 'their_jobs_without_suffix', ...common }).inc(8);
  new Counter({ name: 'their_pair_total', ...common }).inc(9);
  new Gauge({ name: 'their_pair', ...common }).set(10);
  const histogram = new Histogram({ name: 'their_size', buckets: [-1, 0, 1, 2.5, 1e6], ...common });
  const summary = new Summary({ name: 'their_summary', percentiles: [0, 0.5, 0.99, 1], ...common });
  new Summary({ name: 'their_empty_summary', percentiles: [0.5], ...common });
  for (const value of [0.5, 1, 1.5, 3e6]) {
    histogram.observe(value);
    summary.observe(value);
  }
}

function addMetricsOfGoldwatch(): void {
  const classic = new MetricRegistry({ registry, buckets: [1, 2.5, 1e21], native: false }).scope();
  const both = new MetricRegistry({ registry }).scope();
  const declare = <T extends 'counter' | 'gauge' | 'histogram'>(name: string, type: T) =>
    ({ name, type, help: 'Ours.', labels: ['text'] }) as const;
  TEXTS.forEach((text, index) => {
    const number = NUMBERS[index] as number;
    classic
      .counter(declare('our_jobs_total', 'counter'))
      .labels({ text })
      .inc(index / 3);
    classic.gauge(declare('our_level', 'gauge')).labels({ text }).set(number);
    classic.histogram(declare('our_classic', 'histogram')).labels({ text }).observe(index);
    both
      .histogram(declare('our_native', 'histogram'))
      .labels({ text })
      .observe(index / 7);
  });
  classic.counter(declare('our_jobs_without_suffix', 'counter')).labels({ text: '' }).inc();
}

/** A series with its bounds and quantiles as numbers, since formats write `1` and `1.0`. */
function seriesKey(name: string, labels: Readonly<Record<string, string | number>>): string {
  const normal = Object.entries(labels)
    // An empty label is none to Prometheus.
    .filter(([label, value]) => !['__name__', 'job', 'instance'].includes(label) && value !== '')
    .map(([label, value]) => [
      label,
      label === 'le' || label === 'quantile' ? Number(String(value).replace('Inf', 'Infinity')) : value,
    ])
    .map((pair) => pair.map(String))
    .sort();
  return `${name} ${JSON.stringify(normal)}`;
}

/** All that Prometheus has from one format, but for its own series. */
async function scraped(format: Format): Promise<Map<string, number>> {
  const selector = `{job="${format}",__name__!~"up|scrape_.+"}`;
  const found = await untilFound(() => query(prometheus.url, selector));
  return new Map(
    found
      .filter(({ value }) => value !== undefined)
      .map(({ metric, value }) => [seriesKey(metric.__name__ ?? '', metric), numberOf(value[1])]),
  );
}

function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

/** What the registry holds, without a format in between. */
async function held(): Promise<Map<string, number>> {
  const families = await collectFamilies(registry, (metric, error) => {
    throw new Error(`${metric}: ${String(error)}`);
  });
  return new Map(
    families.flatMap(({ name, values }) =>
      values.map(({ metricName = name, labels = {}, value }): [string, number] => [
        seriesKey(metricName, labels),
        value,
      ]),
    ),
  );
}

const sorted = (series: ReadonlyMap<string, number>) => [...series].sort(([a], [b]) => (a < b ? -1 : 1));
const without = (series: ReadonlyMap<string, number>, pattern: RegExp) =>
  new Map([...series].filter(([key]) => !pattern.test(key)));

test('text brings every series of the registry with its value', async () => {
  const expected = await held();

  expect(expected.size).toBeGreaterThan(200);
  expect(sorted(await scraped('text'))).toEqual(sorted(expected));
});

test('OpenMetrics brings the same, and when our counters and histograms began', async () => {
  const found = await scraped('openmetrics');

  const created = [...found].filter(([key]) => key.includes('_created '));
  expect(sorted(without(found, /_created /))).toEqual(sorted(await held()));
  expect(new Set(created.map(([key]) => key.split(' ')[0]))).toEqual(
    new Set(['our_jobs_created', 'our_classic_created', 'our_native_created']),
  );
  for (const [key, value] of created) {
    expect(value, key).toBeGreaterThanOrEqual(STARTED);
    expect(value, key).toBeLessThanOrEqual(Date.now() / 1000);
  }
});

test('protobuf brings the same, native buckets instead of classic ones where there are both', async () => {
  const OURS_NATIVE = /^our_native_/;
  const expected = await held();

  expect(sorted(await scraped('protobuf'))).toEqual(sorted(without(expected, OURS_NATIVE)));
  for (const text of TEXTS) {
    const label = `{job="protobuf",text=${JSON.stringify(text)}}`;
    const [histogram] = await nativeHistograms(prometheus.url, `our_native${label}`);
    expect(histogram?.count, text).toBe(expected.get(seriesKey('our_native_count', { text })));
    expect(histogram?.sum, text).toBe(expected.get(seriesKey('our_native_sum', { text })));
  }
});

test('no metric was left out of any of them', () => {
  expect(server.log.lines.filter(({ metric }) => metric !== undefined)).toEqual([]);
});
