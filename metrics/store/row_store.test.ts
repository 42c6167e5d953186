import { expect, test } from 'vitest';
import { MetricRegistry } from '../registry.ts';
import { FILL, JOBS, WAIT } from '../testing/series.ts';

function seen(family: ReturnType<MetricRegistry['family']>): Record<string, number> {
  const cursor = family.cursor();
  const found: Record<string, number> = {};
  for (let row = 0; row < family.store.handles.length; row += 1) {
    if (cursor.seek(row)) found[cursor.labelValues(row).join()] = cursor.cells[cursor.at] as number;
  }
  return found;
}

test('chunks double up to 64 rows and never move, so that a handle keeps its own', () => {
  const jobs = new MetricRegistry().scope().counter(JOBS);
  const handles = Array.from({ length: 300 }, (_, index) => jobs.labels({ queue: `q${index}` }));
  const first = handles[0]?.chunk;
  const { store } = jobs.family;
  expect(store.chunks.map(({ base, rows }) => [base, rows])).toEqual([
    [0, 8],
    [8, 16],
    [24, 32],
    [56, 64],
    [120, 64],
    [184, 64],
    [248, 64],
  ]);
  expect(handles[0]?.chunk).toBe(first);
  handles.forEach((handle, index) => {
    expect(store.rowOf(handle)).toBe(index);
    expect(store.chunkOf(index)).toBe(handle.chunk);
  });
});

test('while rows are read, they show what they were: writes, removals and new rows show after', () => {
  const metrics = new MetricRegistry();
  const [first, second] = [metrics.scope().counter(JOBS), metrics.scope().counter(JOBS)];
  const { family } = first;
  for (const queue of ['written', 'removed', 'gone and back', 'shared']) first.labels({ queue }).inc(1);
  second.labels({ queue: 'shared' }).inc(10);
  const before = { written: 1, removed: 1, 'gone and back': 1, shared: 11 };
  family.store.beginReading();
  first.labels({ queue: 'written' }).inc(5);
  first.labels({ queue: 'written' }).inc(5);
  first.remove({ queue: 'removed' });
  first.remove({ queue: 'gone and back' });
  first.labels({ queue: 'gone and back' }).inc(7);
  first.remove({ queue: 'shared' });
  second.labels({ queue: 'shared' }).inc(100);
  second.labels({ queue: 'written' }).inc(1000);
  first.labels({ queue: 'new' }).inc(3);
  expect(seen(family)).toEqual(before);
  family.store.endReading();
  expect(seen(family)).toEqual({ written: 1011, 'gone and back': 7, shared: 110, new: 3 });
});

test('rows that were removed while others read them are used again after', () => {
  const jobs = new MetricRegistry().scope().counter(JOBS);
  const { store } = jobs.family;
  for (let index = 0; index < 8; index += 1) jobs.labels({ queue: `q${index}` });
  store.beginReading();
  jobs.clear();
  jobs.labels({ queue: 'meanwhile' });
  expect(store.handles.length).toBe(9);
  store.endReading();
  for (let index = 0; index < 8; index += 1) jobs.labels({ queue: `again${index}` });
  expect(store.handles.length).toBe(9);
});

test('native buckets and exemplars of a reading are those of its beginning, too', () => {
  const metrics = new MetricRegistry({ buckets: [1] });
  const wait = metrics.scope().histogram(WAIT);
  const series = wait.labels({ queue: 'a' });
  series.observe(0.5, { trace_id: 'before' });
  const { family } = wait;
  const cursor = family.cursor();
  family.store.beginReading();
  series.observe(0.5, { trace_id: 'after' });
  expect(cursor.seek(0)).toBe(true);
  expect(cursor.native?.count).toBe(1);
  expect(cursor.exemplars?.[cursor.exemplarsAt]?.labels).toEqual({ trace_id: 'before' });
  family.store.endReading();
  expect(cursor.seek(0)).toBe(true);
  expect(cursor.native?.count).toBe(2);
  expect(cursor.exemplars?.[cursor.exemplarsAt]?.labels).toEqual({ trace_id: 'after' });
});

test('producers of one label set show as one: sums, the largest gauge, all native buckets, the newest exemplars', () => {
  const metrics = new MetricRegistry({ buckets: [1] });
  const scopes = [metrics.scope(), metrics.scope(), metrics.scope()];
  scopes.forEach((scope, index) => {
    scope
      .gauge(FILL)
      .labels({ disk: 'a' })
      .set(index === 1 ? Number.NaN : index);
    const series = scope.histogram(WAIT).labels({ queue: 'a' });
    series.observe(index, index === 2 ? undefined : { trace_id: String(index) });
  });
  expect(seen(metrics.family(FILL))).toEqual({ a: 2 });
  const cursor = metrics.family(WAIT).cursor();
  expect(cursor.seek(0)).toBe(true);
  expect([...cursor.cells.subarray(cursor.at, cursor.at + 3)]).toEqual([2, 1, 3]);
  expect([cursor.native?.count, cursor.native?.sum, cursor.native?.zeroCount]).toEqual([3, 3, 1]);
  expect(cursor.exemplars?.map((one) => one?.labels.trace_id)).toEqual(['1', undefined]);
  expect([cursor.seek(1), cursor.seek(2)]).toEqual([false, false]);
});

test('two readings of one family at a time are refused', () => {
  const { store } = new MetricRegistry().family(JOBS);
  store.beginReading();
  expect(() => store.beginReading()).toThrow(new Error('This metric is being read already.'));
  store.endReading();
  expect(() => store.beginReading()).not.toThrow();
});
