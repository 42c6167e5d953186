import { expect, test } from 'vitest';
import { MetricRegistry } from './registry.ts';
import { FILL, JOBS, shown, WAIT } from './testing/series.ts';

test('beyond the limit new label sets are dropped and counted by metric, while known ones go on', async () => {
  const metrics = new MetricRegistry({ seriesLimit: 2 });
  const scope = metrics.scope();
  const jobs = scope.counter(JOBS);
  const fill = scope.gauge(FILL);
  jobs.labels({ queue: 'mail' }).inc();
  fill.labels({ disk: 'sda' }).set(0.5);
  jobs.labels({ queue: 'late' }).inc(7);
  jobs.labels({ queue: 'later' }).inc();
  fill.labels({ disk: 'sdb' }).set(1);
  jobs.labels({ queue: 'mail' }).inc();
  fill.labels({ disk: 'sda' }).set(0.6);
  expect(await shown(metrics.registry)).toEqual(['fill_ratio{disk="sda"} 0.6', 'jobs_total{queue="mail"} 2']);
  expect(Object.fromEntries(metrics.limit.dropped)).toEqual({ jobs_total: 2, fill_ratio: 1 });
  expect(metrics.limit.used).toBe(2);
});

test('a histogram takes as many series as Prometheus stores: its buckets, +Inf, sum and count', () => {
  const metrics = new MetricRegistry({ seriesLimit: 10, buckets: [1, 2] });
  const wait = metrics.scope().histogram(WAIT);
  wait.labels({ queue: 'a' }).observe(1);
  expect(metrics.limit.used).toBe(5);
  wait.labels({ queue: 'b' }).observe(1);
  wait.labels({ queue: 'c' }).observe(1);
  wait.labels({ queue: 'a' }).observe(1);
  expect(metrics.limit.used).toBe(10);
  expect(Object.fromEntries(metrics.limit.dropped)).toEqual({ wait_seconds: 1 });
});

test('the series of a histogram are admitted all together or not at all', async () => {
  const metrics = new MetricRegistry({ seriesLimit: 4, buckets: [1, 2] });
  const scope = metrics.scope();
  scope.histogram(WAIT).labels({ queue: 'a' }).observe(1);
  expect(metrics.limit.used).toBe(0);
  scope.counter(JOBS).labels({ queue: 'a' }).inc();
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 1']);
});

test('several scopes share one limit; what one of them releases makes room for the others', async () => {
  const metrics = new MetricRegistry({ seriesLimit: 2 });
  const [first, second] = [metrics.scope(), metrics.scope()];
  first.counter(JOBS).labels({ queue: 'a' }).inc();
  first.counter(JOBS).labels({ queue: 'b' }).inc();
  second.counter(JOBS).labels({ queue: 'c' }).inc();
  first.counter(JOBS).remove({ queue: 'a' });
  second.counter(JOBS).labels({ queue: 'c' }).inc();
  first.close();
  second.counter(JOBS).labels({ queue: 'd' }).inc();
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="c"} 1', 'jobs_total{queue="d"} 1']);
  expect(metrics.limit.used).toBe(2);
  expect(Object.fromEntries(metrics.limit.dropped)).toEqual({ jobs_total: 1 });
});

test('removing what is not there, twice or never, makes no room out of nothing', () => {
  const metrics = new MetricRegistry({ seriesLimit: 10 });
  const scope = metrics.scope();
  const jobs = scope.counter(JOBS);
  jobs.labels({ queue: 'a' }).inc();
  for (let time = 0; time < 2; time += 1) jobs.remove({ queue: 'a' });
  jobs.remove({ queue: 'never' });
  scope.close();
  scope.close();
  metrics.registry.resetMetrics();
  expect(metrics.limit.used).toBe(0);
});

test('a scope past the limit neither counts against it nor is bound by it', async () => {
  const metrics = new MetricRegistry({ seriesLimit: 0 });
  metrics.scope({ limited: false }).counter(JOBS).labels({ queue: 'a' }).inc();
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 1']);
  expect(metrics.limit.used).toBe(0);
});

test('lowering the limit drops no series that is there; raising it admits new ones', async () => {
  const metrics = new MetricRegistry({ seriesLimit: 2 });
  const jobs = metrics.scope().counter(JOBS);
  for (const queue of ['a', 'b']) jobs.labels({ queue }).inc();
  metrics.limit.maximum = 1;
  jobs.remove({ queue: 'b' });
  for (const queue of ['a', 'b']) jobs.labels({ queue }).inc();
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 2']);
  metrics.limit.maximum = 2;
  for (const queue of ['a', 'b']) jobs.labels({ queue }).inc();
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 3', 'jobs_total{queue="b"} 1']);
});

test('a producer that goes on writing after its scope has closed takes no room and shows nothing', async () => {
  const metrics = new MetricRegistry({ seriesLimit: 2 });
  const scope = metrics.scope();
  const jobs = scope.counter(JOBS);
  const kept = jobs.labels({ queue: 'a' });
  scope.close();
  kept.inc();
  for (const queue of ['a', 'b', 'c']) jobs.labels({ queue }).inc();
  expect(metrics.limit.used).toBe(0);
  expect(Object.fromEntries(metrics.limit.dropped)).toEqual({});
  expect(await shown(metrics.registry)).toEqual([]);
});

test('series of a snapshot that find no room are counted as dropped', async () => {
  const saved = new MetricRegistry({ buckets: [1] });
  const before = saved.scope();
  for (const queue of ['a', 'b', 'c']) before.counter(JOBS).labels({ queue }).inc(5);
  before.histogram(WAIT).labels({ queue: 'a' }).observe(1);
  before.gauge(FILL).labels({ disk: 'sda' }).set(1);
  const metrics = new MetricRegistry({ seriesLimit: 2, buckets: [1] });
  const scope = metrics.scope();
  scope.counter(JOBS);
  scope.histogram(WAIT);
  scope.gauge(FILL);
  expect(scope.restore(before.snapshot())).toEqual([]);
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 5', 'jobs_total{queue="b"} 5']);
  expect(Object.fromEntries(metrics.limit.dropped)).toEqual({
    jobs_total: 1,
    wait_seconds: 1,
    fill_ratio: 1,
  });
});
