import { expect, test } from 'vitest';
import { MetricRegistry } from './registry.ts';
import { JOBS, savedAs, WAIT } from './testing/series.ts';

const NOTHING = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
const BUCKETS = [1, 2];

function trackedRegistry(): MetricRegistry {
  const metrics = new MetricRegistry({ buckets: BUCKETS });
  metrics.trackExtremes(() => true);
  return metrics;
}

test('are those of the finite observations since they were last taken, or since the label set began', () => {
  const series = trackedRegistry().scope().histogram(WAIT).labels({ queue: 'a' });
  expect(series.takeExtremes()).toEqual(NOTHING);
  for (const value of [3, -5e-324, 0.1 + 0.2, 1e300]) series.observe(value);
  expect(series.takeExtremes()).toEqual({ min: -5e-324, max: 1e300 });
  series.observe(7);
  expect(series.takeExtremes()).toEqual({ min: 7, max: 7 });
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) series.observe(value);
  expect(series.takeExtremes()).toEqual(NOTHING);
  for (const value of [Number.NaN, 2, Number.POSITIVE_INFINITY, 1]) series.observe(value);
  expect(series.takeExtremes()).toEqual({ min: 1, max: 2 });
});

test('are kept for the histograms that somebody asks for: those that are there, and those that come later', () => {
  const metrics = new MetricRegistry();
  const scope = metrics.scope();
  const untracked = scope.histogram({ ...WAIT, name: 'untracked_seconds' }).labels({ queue: 'a' });
  const early = scope.histogram({ ...WAIT, name: 'early_seconds' }).labels({ queue: 'a' });
  scope.counter(JOBS).labels({ queue: 'a' }).inc();
  const asked: string[] = [];
  metrics.trackExtremes((metric) => {
    asked.push(metric);
    return metric !== 'untracked_seconds';
  });
  const late = scope.histogram({ ...WAIT, name: 'late_seconds' }).labels({ queue: 'a' });
  expect(asked).toEqual(['untracked_seconds', 'early_seconds', 'late_seconds']);
  for (const series of [untracked, early, late]) series.observe(2);
  const known = [early, late].map((series) => series.takeExtremes());
  expect(known).toEqual([
    { min: 2, max: 2 },
    { min: 2, max: 2 },
  ]);
  expect([untracked.takeExtremes(), untracked.chunk.extremes]).toEqual([null, null]);
});

test('take no memory once nobody asks for them any more, and go on where the question is asked again', () => {
  const metrics = trackedRegistry();
  const wait = metrics.scope().histogram(WAIT);
  const all = Array.from({ length: 100 }, (_, index) => wait.labels({ queue: `q${index}` }));
  for (const [index, series] of all.entries()) series.observe(index);
  metrics.trackExtremes((metric) => metric === WAIT.name);
  expect(all.map((series) => series.takeExtremes())).toEqual(
    all.map((_, index) => ({ min: index, max: index })),
  );
  metrics.trackExtremes(() => false);
  expect(wait.family.store.chunks.every(({ extremes }) => extremes === null)).toBe(true);
  expect(all[0]?.takeExtremes()).toBeNull();
});

test('are not known until first taken where a label set had observed something before anybody asked', () => {
  const metrics = new MetricRegistry();
  const wait = metrics.scope().histogram(WAIT);
  const [used, unused] = [wait.labels({ queue: 'used' }), wait.labels({ queue: 'unused' })];
  used.observe(0.5);
  metrics.trackExtremes(() => true);
  for (const series of [used, unused]) series.observe(3);
  expect([used.takeExtremes(), unused.takeExtremes()]).toEqual([null, { min: 3, max: 3 }]);
  used.observe(4);
  expect(used.takeExtremes()).toEqual({ min: 4, max: 4 });
});

test('are not known until next taken where saved counts were added, unless these are zero', () => {
  const series = trackedRegistry().scope().histogram(WAIT).labels({ queue: 'a' });
  series.observe(1);
  series.restore(savedAs([], BUCKETS), BUCKETS);
  expect(series.takeExtremes()).toEqual({ min: 1, max: 1 });
  series.observe(1);
  series.restore(savedAs([5], BUCKETS), BUCKETS);
  series.observe(-100);
  series.observe(100);
  expect(series.takeExtremes()).toBeNull();
  expect(series.takeExtremes()).toEqual(NOTHING);
});

test('are not known of a handle without a row, and begin anew with its label set', () => {
  const metrics = new MetricRegistry({ seriesLimit: BUCKETS.length + 3, buckets: BUCKETS });
  metrics.trackExtremes(() => true);
  const wait = metrics.scope().histogram(WAIT);
  const [series, beyond] = [wait.labels({ queue: 'a' }), wait.labels({ queue: 'beyond the limit' })];
  series.observe(1);
  beyond.observe(2);
  expect(beyond.takeExtremes()).toBeNull();
  wait.remove({ queue: 'a' });
  expect(series.takeExtremes()).toBeNull();
  series.observe(5);
  expect(series.takeExtremes()).toEqual({ min: 5, max: 5 });
});
