import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MetricDeclaration } from '../conventions/metrics.ts';
import type { HistogramSeries } from '../metrics/histogram.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { HistogramStores, onlyValue } from './support/histogram_stores.ts';
import { type MetricsServer, startMetricsServer } from './support/metrics_server.ts';
import { nativeHistograms, storedExemplars } from './support/prometheus_histograms.ts';

const TRACE = { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' };
const BALANCES = [-2.5, -2.5, 0, -0, 0, 0.75, 3];

/** A service with one histogram of each name. */
class Service {
  readonly metrics = new MetricRegistry();

  histogram(name: string): HistogramSeries {
    const declaration = { name, type: 'histogram', help: 'Under test.', labels: [] } as const;
    return this.metrics
      .scope()
      .histogram(declaration satisfies MetricDeclaration)
      .labels({});
  }
}

let service: Service;
let server: MetricsServer;
let stores: HistogramStores;

beforeAll(async () => {
  service = new Service();
  service.histogram('traced_seconds').observe(0.3, TRACE);
  const balance = service.histogram('balance_eur');
  for (const value of BALANCES) balance.observe(value);
  service.histogram('work_seconds');
  server = await startMetricsServer(service.metrics.registry);
  stores = await HistogramStores.start([{ name: 'service', target: server.address }]);
  await stores.haveCounted('work_seconds', 0);
}, 60_000);

afterAll(async () => {
  await stores?.stop();
  await server?.stop();
});

test('negative observations and zeros arrive in a native histogram, each in a bucket of its sign', async () => {
  const [found] = await nativeHistograms(stores.native, 'balance_eur');

  expect(found).toMatchObject({ count: BALANCES.length, sum: -1.25 });
  expect(found?.buckets.map(({ count }) => count)).toEqual([2, 3, 1, 1]);
  for (const { lower, upper, count } of found?.buckets ?? []) {
    // Bounds that are further from zero are within.
    const isWithin = (value: number) =>
      value > 0 ? value > lower && value <= upper : value >= lower && (upper > 0 || value < upper);
    expect(BALANCES.filter(isWithin).length, `${lower} to ${upper}`).toBe(count);
  }
  // As the fields of a type that OpenMetrics refuses to negative sums.
  expect(await onlyValue(stores.classic, 'balance_eur_sum')).toBe(-1.25);
  expect(await onlyValue(stores.classic, 'balance_eur_count')).toBe(BALANCES.length);
  expect(await onlyValue(stores.classic, 'balance_eur_bucket{le="0.005"}')).toBe(5);
});

test.each([
  { kind: 'native', from: 'protobuf', series: { __name__: 'traced_seconds' } },
  { kind: 'classic', from: 'OpenMetrics', series: { __name__: 'traced_seconds_bucket', le: '0.5' } },
] as const)('the exemplar of an observation is stored from $from', async ({ kind, series }) => {
  const found = await storedExemplars(stores[kind], series.__name__);

  expect(found).toEqual([
    {
      series: { job: 'service', instance: server.address, ...series },
      labels: TRACE,
      value: 0.3,
    },
  ]);
});

test('a new process that counts from zero is a reset: what both have counted adds up', async () => {
  const before = service.histogram('work_seconds');
  for (let count = 0; count < 3000; count += 1) before.observe(0.1);
  await stores.haveCounted('work_seconds', 3000);
  await server.stop();
  const restarted = new Service();
  const after = restarted.histogram('work_seconds');
  for (let count = 0; count < 1000; count += 1) after.observe(10);
  server = await startMetricsServer(restarted.metrics.registry, server.port);
  await stores.haveCounted('work_seconds', 1000);

  // 3000 of the 4000. Without the reset, 1000 of 1000 would have come, all of them slow.
  const fast = 'histogram_fraction(0, 1, rate(work_seconds[1h]))';
  expect(await onlyValue(stores.native, fast)).toBeCloseTo(0.75, 9);
  const fastOfClassic = 'sum(rate(work_seconds_bucket{le="1.0"}[1h])) / sum(rate(work_seconds_count[1h]))';
  expect(await onlyValue(stores.classic, fastOfClassic)).toBeCloseTo(0.75, 9);
  expect(await onlyValue(stores.classic, 'resets(work_seconds_count[1h])')).toBe(1);
  expect(await onlyValue(stores.classic, 'changes(work_seconds_created[1h])')).toBe(1);
}, 60_000);
