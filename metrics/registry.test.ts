import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { MetricDeclaration } from '../conventions/metrics.ts';
import { MetricRegistry } from './registry.ts';
import { FILL, JOBS, shown, WAIT } from './testing/series.ts';

test.each<[string, MetricDeclaration, string]>([
  ['another type', { ...JOBS, type: 'gauge' }, 'gauge{queue} «Jobs.»'],
  ['other labels', { ...JOBS, labels: ['queue', 'host'] }, 'counter{queue, host} «Jobs.»'],
  ['no labels', { ...JOBS, labels: [] }, 'counter{} «Jobs.»'],
  ['another help', { ...JOBS, help: 'Work.' }, 'counter{queue} «Work.»'],
])('a name that is declared twice with %s is refused', (_name, second, words) => {
  const metrics = new MetricRegistry();
  metrics.scope().counter(JOBS);
  expect(() => metrics.family(second)).toThrow(
    new Error(
      `The metric jobs_total is declared twice: as counter{queue} «Jobs.» and as ${words}. Rename one of them.`,
    ),
  );
  expect(() => metrics.scope().counter(JOBS)).not.toThrow();
});

test('a name that the application has given to a metric of its own is refused, now and later', () => {
  const registry = new Registry();
  new Counter({ name: JOBS.name, help: 'Mine.', registers: [registry] });
  const metrics = new MetricRegistry({ registry });
  for (let time = 0; time < 2; time += 1) {
    expect(() => metrics.scope().counter(JOBS)).toThrow(
      new Error('A metric with the name jobs_total has already been registered.'),
    );
  }
});

test.each([
  [[1, 1], '1, 1'],
  [[2, 1], '2, 1'],
  [[1, Number.POSITIVE_INFINITY], '1, Infinity'],
  [[Number.NaN], 'NaN'],
  [[Number.NEGATIVE_INFINITY, 0], '-Infinity, 0'],
])('bucket bounds %j are refused', (buckets, words) => {
  expect(() => new MetricRegistry({ buckets }).scope().histogram(WAIT)).toThrow(
    new RangeError(`wait_seconds: bucket bounds must be finite and ascend, not ${words}.`),
  );
});

test('a histogram with a label "le" is refused, since its buckets could not be told apart', () => {
  expect(() => new MetricRegistry().scope().histogram({ ...WAIT, labels: ['le'] })).toThrow(
    new RangeError('wait_seconds: the label "le" names a histogram\'s buckets. Call yours otherwise.'),
  );
});

test("it lives in a given prom-client registry, which prints its series among the application's own", async () => {
  const registry = new Registry();
  new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry] }).inc(2);
  collectDefaultMetrics({ register: registry });
  const scope = new MetricRegistry({ registry, buckets: [1] }).scope();
  scope.counter(JOBS).labels({ queue: 'a "quoted"\\\n' }).inc();
  scope.gauge(FILL).labels({ disk: 'sda' }).set(0.5);
  scope.histogram(WAIT).labels({ queue: 'mail' }).observe(0.5);
  const page = await registry.metrics();
  for (const block of [
    '# HELP orders_total Orders.\n# TYPE orders_total counter\norders_total 2\n',
    '# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total{queue="a \\"quoted\\"\\\\\\n"} 1\n',
    '# HELP fill_ratio Fill.\n# TYPE fill_ratio gauge\nfill_ratio{disk="sda"} 0.5\n',
    '# HELP wait_seconds Wait.\n# TYPE wait_seconds histogram\n' +
      'wait_seconds_bucket{queue="mail",le="1"} 1\nwait_seconds_bucket{queue="mail",le="+Inf"} 1\n' +
      'wait_seconds_sum{queue="mail"} 0.5\nwait_seconds_count{queue="mail"} 1\n',
    '# TYPE process_cpu_seconds_total counter\n',
  ]) {
    expect(page).toContain(block);
  }
  expect(await registry.getSingleMetricAsString('jobs_total')).toContain('jobs_total{');
});

test('prom-client adds default labels, resets, and removes as with metrics of its own', async () => {
  const metrics = new MetricRegistry();
  metrics.registry.setDefaultLabels({ region: 'eu', queue: 'unused' });
  metrics.scope().counter(JOBS).labels({ queue: 'mail' }).inc();
  expect(await metrics.registry.metrics()).toContain('jobs_total{queue="mail",region="eu"} 1\n');
  metrics.registry.resetMetrics();
  expect(await shown(metrics.registry)).toEqual([]);
  metrics.registry.removeSingleMetric('jobs_total');
  expect(await metrics.registry.metrics()).not.toContain('jobs_total');
});

test('an OpenMetrics page of prom-client renames a counter for that page only', async () => {
  const metrics = new MetricRegistry();
  metrics.scope().counter(JOBS).labels({ queue: 'mail' }).inc();
  const { registry } = metrics;
  const text = await registry.metrics();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const openMetrics = '# HELP jobs Jobs.\n# TYPE jobs counter\njobs_total{queue="mail"} 1\n# EOF\n';
  expect(await registry.metrics()).toBe(openMetrics);
  expect(await registry.metrics()).toBe(openMetrics);
  registry.setContentType(Registry.PROMETHEUS_CONTENT_TYPE);
  expect(await registry.metrics()).toBe(text);
  expect(await shown(registry)).toEqual(['jobs_total{queue="mail"} 1']);
  expect(() => metrics.scope().counter(JOBS).labels({})).toThrow('jobs_total: the label "queue" is missing.');
});

test('over the processes of a cluster counters and histograms add up, and gauges show the largest', async () => {
  const processes = [0.25, 0.75].map((level) => {
    const metrics = new MetricRegistry({ buckets: [0.5] });
    const scope = metrics.scope();
    scope.counter(JOBS).labels({ queue: 'mail' }).inc(2);
    scope.gauge(FILL).labels({ disk: 'sda' }).set(level);
    scope.histogram(WAIT).labels({ queue: 'mail' }).observe(level);
    return metrics.registry.getMetricsAsJSON();
  });
  expect(await shown(Registry.aggregate(await Promise.all(processes)))).toEqual([
    'fill_ratio{disk="sda"} 0.75',
    'jobs_total{queue="mail"} 4',
    'wait_seconds_bucket{queue="mail",le="0.5"} 1',
    'wait_seconds_bucket{queue="mail",le="+Inf"} 2',
    'wait_seconds_sum{queue="mail"} 1',
    'wait_seconds_count{queue="mail"} 2',
  ]);
});

test('a registry that an application has cleared shows what is asked for again', async () => {
  const metrics = new MetricRegistry();
  metrics.scope().counter(JOBS).labels({ queue: 'a' }).inc();
  metrics.registry.clear();
  expect(await shown(metrics.registry)).toEqual([]);
  metrics.scope().counter(JOBS).labels({ queue: 'a' }).inc();
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 2']);
});

test.each<[string, MetricDeclaration, string]>([
  [
    "a histogram's count",
    { ...JOBS, name: 'wait_seconds_count' },
    'The counter wait_seconds_count is left out: the histogram wait_seconds has wait_seconds_count, too. Rename one of them.',
  ],
  [
    "a histogram's buckets",
    { ...FILL, name: 'wait_seconds_bucket' },
    'The gauge wait_seconds_bucket is left out: the histogram wait_seconds has wait_seconds_bucket, too. Rename one of them.',
  ],
  [
    'the name itself as a label',
    { ...JOBS, labels: ['__name__'] },
    'The counter jobs_total is left out: it has a label called __name__, which is where Prometheus keeps the name of ' +
      'the metric. Rename the label.',
  ],
])('a metric that would have the series of another one is refused: %s', (_name, declaration, text) => {
  const metrics = new MetricRegistry();
  metrics.family(WAIT);
  expect(() => metrics.family(declaration)).toThrow(new Error(text));
  expect(metrics.registry.getMetricsAsArray().map(({ name }) => name)).toEqual(['wait_seconds']);
});

test('a histogram whose count the application already has is refused', () => {
  const registry = new Registry();
  new Counter({ name: 'wait_seconds_count', help: 'Mine.', registers: [registry] });
  expect(() => new MetricRegistry({ registry }).family(WAIT)).toThrow(
    new Error(
      'The histogram wait_seconds is left out: the counter wait_seconds_count has wait_seconds_count, too. Rename one of them.',
    ),
  );
});
