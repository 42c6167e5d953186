import { expect, test } from 'vitest';
import { MetricRegistry } from './registry.ts';
import { FILL, JOBS, shown, WAIT } from './testing/series.ts';

test('a handle is the same each time, and writes to its label set only', async () => {
  const metrics = new MetricRegistry();
  const jobs = metrics.scope().counter(JOBS);
  const handles = ['a', 'b'].map((queue) => jobs.labels({ queue }));
  handles[0]?.inc(2);
  expect(jobs.labels({ queue: 'a' })).toBe(handles[0]);
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 2', 'jobs_total{queue="b"} 0']);
});

test('handles stay right however many label sets come, go and come again', async () => {
  const metrics = new MetricRegistry();
  const jobs = metrics.scope().counter(JOBS);
  const expected = new Map<string, number>();
  for (let index = 0; index < 2_000; index += 1) {
    const queue = `q${(index * 37) % 501}`;
    jobs.labels({ queue }).inc(index);
    expected.set(queue, (expected.get(queue) ?? 0) + index);
    if (index % 3 !== 0) continue;
    const gone = `q${(index * 11) % 501}`;
    jobs.remove({ queue: gone });
    expected.delete(gone);
  }
  const found = (await shown(metrics.registry)).map((line) => /queue="(.*)"} (\d+)/.exec(line)?.slice(1));
  expect(new Map(found.map((pair) => [pair?.[0], Number(pair?.[1])]))).toEqual(expected);
});

test('a kept handle whose label set was removed begins anew, from zero', async () => {
  const metrics = new MetricRegistry({ buckets: [1] });
  const scope = metrics.scope();
  const [jobs, wait] = [scope.counter(JOBS), scope.histogram(WAIT)];
  const [counter, histogram] = [jobs.labels({ queue: 'a' }), wait.labels({ queue: 'a' })];
  counter.inc(5);
  histogram.observe(0.5);
  jobs.remove({ queue: 'a' });
  wait.remove({ queue: 'a' });
  expect(await shown(metrics.registry)).toEqual([]);
  counter.inc(2);
  histogram.observe(3);
  expect(await shown(metrics.registry)).toEqual([
    'jobs_total{queue="a"} 2',
    'wait_seconds_bucket{queue="a",le="1"} 0',
    'wait_seconds_bucket{queue="a",le="+Inf"} 1',
    'wait_seconds_sum{queue="a"} 3',
    'wait_seconds_count{queue="a"} 1',
  ]);
  expect(histogram.native?.count).toBe(1);
});

test('two handles of one label set write the same series, also where the first was removed in between', async () => {
  const metrics = new MetricRegistry();
  const jobs = metrics.scope().counter(JOBS);
  const old = jobs.labels({ queue: 'a' });
  jobs.remove({ queue: 'a' });
  const fresh = jobs.labels({ queue: 'a' });
  fresh.inc();
  old.inc(2);
  fresh.inc(4);
  old.inc(8);
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 15']);
});

test('a kept handle beyond the series limit counts what it drops, and counts on once there is room', async () => {
  const metrics = new MetricRegistry({ seriesLimit: 1 });
  const jobs = metrics.scope().counter(JOBS);
  const [first, second] = ['a', 'b'].map((queue) => jobs.labels({ queue }));
  first?.inc();
  second?.inc();
  second?.inc();
  expect(Object.fromEntries(metrics.limit.dropped)).toEqual({ jobs_total: 2 });
  jobs.remove({ queue: 'a' });
  second?.inc(7);
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="b"} 7']);
  first?.inc();
  expect(Object.fromEntries(metrics.limit.dropped)).toEqual({ jobs_total: 3 });
});

test.each([
  [7, 'jobs_total: the label "queue" is 7, not a string; give one.'],
  [null, 'jobs_total: the label "queue" is null, not a string; give one.'],
])('a label value that is no string is refused: %j', (value, text) => {
  const jobs = new MetricRegistry().scope().counter(JOBS);
  expect(() => jobs.labels({ queue: value as unknown as string })).toThrow(new TypeError(text));
});

test('label sets that nobody writes expire and are counted; written ones stay, also gauges set to what they were', async () => {
  const metrics = new MetricRegistry({ buckets: [1] });
  const scope = metrics.scope();
  const alive = [scope.gauge(FILL).labels({ disk: 'alive' }), scope.gauge(FILL).labels({ disk: 'stale' })];
  const jobs = ['alive', 'stale'].map((queue) => scope.counter(JOBS).labels({ queue }));
  const waits = ['alive', 'stale'].map((queue) => scope.histogram(WAIT).labels({ queue }));
  for (const gauge of alive) gauge.set(0.5);
  const times = { gauges: 60_000, cumulative: 60_000 };
  for (let seconds = 0; seconds <= 60; seconds += 20) {
    alive[0]?.set(0.5);
    jobs[0]?.inc();
    waits[0]?.observe(0);
    metrics.expire(times, 1_000_000 + seconds * 1000);
  }
  expect(Object.fromEntries(metrics.expired)).toEqual({ fill_ratio: 1, jobs_total: 1, wait_seconds: 1 });
  const lines = await shown(metrics.registry);
  expect(lines.filter((line) => line.includes('stale'))).toEqual([]);
  expect(lines).toHaveLength(6);
  expect(metrics.limit.used).toBe(1 + 1 + 4);
  jobs[1]?.inc(3);
  expect(await shown(metrics.registry)).toContain('jobs_total{queue="stale"} 3');
});

test('counters and histograms do not expire unless that is asked for, nor what goldwatch says about itself', async () => {
  const metrics = new MetricRegistry();
  metrics.scope().counter(JOBS).labels({ queue: 'a' }).inc();
  metrics.scope({ limited: false }).gauge(FILL).labels({ disk: 'a' }).set(1);
  metrics.expire({ gauges: 1 }, 1);
  metrics.expire({ gauges: 1 }, 100_000);
  expect(await shown(metrics.registry)).toEqual(['fill_ratio{disk="a"} 1', 'jobs_total{queue="a"} 1']);
  expect(Object.fromEntries(metrics.expired)).toEqual({});
});

test('an exemplar is that of the newest observation of its bucket', () => {
  const wait = new MetricRegistry({ buckets: [1, 2] }).scope().histogram(WAIT);
  const series = wait.labels({ queue: 'a' });
  series.observe(0.5, { trace_id: 'first' });
  series.observe(0.25, { trace_id: 'second' });
  series.observe(0.75);
  series.observe(5, { trace_id: 'slow' });
  const { all, from } = wait.family.store.exemplarsOf(series);
  expect(all.slice(from, from + 3).map((one) => one && [one.labels.trace_id, one.value])).toEqual([
    ['second', 0.25],
    undefined,
    ['slow', 5],
  ]);
});
