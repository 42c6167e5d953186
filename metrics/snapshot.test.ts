import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expositionOf, pageOf } from './exposition/testing/pages.ts';
import { MetricRegistry } from './registry.ts';
import { type MetricScope, type ScopeSnapshot, scopeSnapshot } from './scope.ts';
import { FILL, JOBS, shown, WAIT } from './testing/series.ts';

/** A snapshot as it comes back from a file. */
function throughJson(snapshot: ScopeSnapshot): ScopeSnapshot {
  return scopeSnapshot.parse(JSON.parse(JSON.stringify(snapshot)));
}

function scopeOf(metrics: MetricRegistry): MetricScope {
  const scope = metrics.scope();
  scope.counter(JOBS);
  scope.gauge(FILL);
  scope.histogram(WAIT);
  return scope;
}

test.each([
  ['zero', 0],
  ['negative zero', -0],
  ['the smallest number', 5e-324],
  ['the largest number', 1.7976931348623157e308],
  ['a sum with a rest', 0.1 + 0.2],
  ['the largest integer', Number.MAX_SAFE_INTEGER],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['negative infinity', Number.NEGATIVE_INFINITY],
])('a gauge of %s survives a round trip exactly', async (_name, value) => {
  const before = scopeOf(new MetricRegistry());
  before.gauge(FILL).labels({ disk: 'sda' }).set(value);
  const metrics = new MetricRegistry();
  const after = scopeOf(metrics);
  expect(after.restore(throughJson(before.snapshot()))).toEqual([]);
  const families = await metrics.registry.getMetricsAsJSON();
  const restored = families.find(({ name }) => name === FILL.name)?.values[0]?.value;
  expect(restored).toBe(value);
});

test('a histogram whose sum has grown beyond all numbers does not cost the others their state', async () => {
  const before = scopeOf(new MetricRegistry({ buckets: [1] }));
  for (let time = 0; time < 2; time += 1) {
    before.histogram(WAIT).labels({ queue: 'a' }).observe(Number.MAX_VALUE);
  }
  const metrics = new MetricRegistry({ buckets: [1] });
  scopeOf(metrics).restore(throughJson(before.snapshot()));
  expect(await shown(metrics.registry)).toEqual([
    'wait_seconds_bucket{queue="a",le="1"} 0',
    'wait_seconds_bucket{queue="a",le="+Inf"} 2',
    'wait_seconds_sum{queue="a"} +Inf',
    'wait_seconds_count{queue="a"} 2',
  ]);
});

const label = fc.string({ unit: 'binary', maxLength: 8 });
const writes = fc.array(
  fc.record({ label, amount: fc.double({ noNaN: true, min: 0, max: 1e300 }), level: fc.double() }),
  { maxLength: 20 },
);

test('whatever was written, a round trip as JSON shows the same and goes on from there', async () => {
  await fc.assert(
    fc.asyncProperty(writes, writes, async (first, second) => {
      const write = (scope: MetricScope, all: typeof first) => {
        for (const one of all) {
          scope.counter(JOBS).labels({ queue: one.label }).inc(one.amount);
          scope.gauge(FILL).labels({ disk: one.label }).set(one.level);
          scope.histogram(WAIT).labels({ queue: one.label }).observe(one.amount);
        }
      };
      const [old, fresh] = [new MetricRegistry(), new MetricRegistry()];
      const [before, after] = [scopeOf(old), scopeOf(fresh)];
      write(before, first);
      after.restore(throughJson(before.snapshot()));
      expect(await shown(fresh.registry)).toEqual(await shown(old.registry));
      expect(after.snapshot()).toEqual(before.snapshot());
      write(before, second);
      write(after, second);
      expect(await shown(fresh.registry)).toEqual(await shown(old.registry));
    }),
  );
});

test('a snapshot is of its moment, whatever is written after', () => {
  const scope = scopeOf(new MetricRegistry());
  scope.histogram(WAIT).labels({ queue: 'a' }).observe(1);
  const snapshot = scope.snapshot();
  const then = JSON.stringify(snapshot);
  scope.histogram(WAIT).labels({ queue: 'a' }).observe(1);
  scope.counter(JOBS).labels({ queue: 'b' }).inc();
  expect(JSON.stringify(snapshot)).toBe(then);
});

test('counters and histograms are added to what is there, gauges replace it', async () => {
  const before = scopeOf(new MetricRegistry({ buckets: [1] }));
  const metrics = new MetricRegistry({ buckets: [1] });
  const after = scopeOf(metrics);
  for (const scope of [before, after]) {
    scope.counter(JOBS).labels({ queue: 'a' }).inc(2);
    scope.histogram(WAIT).labels({ queue: 'a' }).observe(2);
  }
  before.gauge(FILL).labels({ disk: 'a' }).set(0.25);
  after.gauge(FILL).labels({ disk: 'a' }).set(0.5);
  after.restore(throughJson(before.snapshot()));
  expect(await shown(metrics.registry)).toEqual([
    'fill_ratio{disk="a"} 0.25',
    'jobs_total{queue="a"} 4',
    'wait_seconds_bucket{queue="a",le="1"} 0',
    'wait_seconds_bucket{queue="a",le="+Inf"} 2',
    'wait_seconds_sum{queue="a"} 4',
    'wait_seconds_count{queue="a"} 2',
  ]);
});

const bounds = fc
  .uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 8 })
  .map((all) => all.sort((a, b) => a - b));

test('changed bucket bounds keep count and sum, stay cumulative, and never claim more than was below', async () => {
  const observed = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(bounds, bounds, observed, async (old, fresh, values) => {
      const before = scopeOf(new MetricRegistry({ buckets: old }));
      for (const value of values) before.histogram(WAIT).labels({ queue: 'a' }).observe(value);
      const metrics = new MetricRegistry({ buckets: fresh });
      scopeOf(metrics).restore(throughJson(before.snapshot()));
      const lines = await shown(metrics.registry);
      const numbers = lines.map((line) => Number(line.slice(line.lastIndexOf(' '))));
      const [sum, count] = numbers.splice(-2);
      expect(count).toBe(values.length);
      expect(sum).toBe(values.reduce((total, value) => total + value, 0));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(numbers.at(-1)).toBe(values.length);
      fresh.forEach((bound, index) => {
        const below = values.filter((value) => value <= bound).length;
        expect(numbers[index]).toBeLessThanOrEqual(below);
        if (old.includes(bound)) expect(numbers[index]).toBe(below);
      });
    }),
  );
});

test('metrics that are not asked for, and those whose type or labels have changed, are left out and named', async () => {
  const saved = scopeOf(new MetricRegistry());
  saved.counter(JOBS).labels({ queue: 'a' }).inc();
  saved.gauge(FILL).labels({ disk: 'a' }).set(1);
  saved.histogram(WAIT).labels({ queue: 'a' }).observe(1);
  saved
    .counter({ ...JOBS, name: 'kept_total' })
    .labels({ queue: 'a' })
    .inc(3);
  const snapshot = throughJson(saved.snapshot());
  const metrics = new MetricRegistry();
  const scope = metrics.scope();
  scope.counter({ ...JOBS, labels: ['queue', 'host'] });
  scope.counter({ ...JOBS, name: FILL.name, labels: FILL.labels });
  scope.counter({ ...JOBS, name: 'kept_total' });
  expect(scope.restore(snapshot)).toEqual(['jobs_total', 'fill_ratio', 'wait_seconds']);
  expect(await shown(metrics.registry)).toEqual(['kept_total{queue="a"} 3']);
});

test('a snapshot that was saved without types is taken, where its numbers fit the metric', async () => {
  const metrics = new MetricRegistry();
  const scope = scopeOf(metrics);
  const snapshot = scopeSnapshot.parse({
    jobs_total: { labels: ['queue'], bounds: [], series: [[['a'], 2]] },
    wait_seconds: { labels: ['queue'], bounds: [], series: [[['a'], 2]] },
    fill_ratio: { labels: ['disk'], bounds: [1], series: [[['a'], { counts: [1, 0], sum: 1 }]] },
  });
  expect(scope.restore(snapshot)).toEqual(['wait_seconds', 'fill_ratio']);
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 2']);
});

test('a counter goes on from when it began; where that was not saved, nothing is said of it', async () => {
  const before = scopeOf(new MetricRegistry());
  before.counter(JOBS).labels({ queue: 'old' }).inc();
  const snapshot = throughJson(before.snapshot());
  const [values, state, created] = snapshot.jobs_total?.series[0] ?? [];
  for (const [saved, shownAs] of [
    [[values, state, created], `jobs_created{queue="old"} ${(created ?? 0) / 1000}\n`],
    [[values, state, 1_700_000_000_123], 'jobs_created{queue="old"} 1700000000.123\n'],
    [[values, state], ''],
  ] as const) {
    const metrics = new MetricRegistry();
    scopeOf(metrics).restore(
      scopeSnapshot.parse({ jobs_total: { ...snapshot.jobs_total, series: [saved] } }),
    );
    const page = await pageOf(expositionOf(metrics.registry), 'openmetrics');
    expect(page).toContain(`jobs_total{queue="old"} 1\n${shownAs}# `);
  }
});

test('where several producers share a label set, it began with the first of them, whoever was restored when', async () => {
  const before = scopeOf(new MetricRegistry());
  before.counter(JOBS).labels({ queue: 'a' }).inc();
  const { jobs_total } = throughJson(before.snapshot());
  const metrics = new MetricRegistry();
  const exposition = expositionOf(metrics.registry);
  metrics.scope().counter(JOBS).labels({ queue: 'a' }).inc();
  expect(await pageOf(exposition, 'openmetrics')).toMatch(
    /jobs_total\{queue="a"\} 1\njobs_created\{queue="a"\} /,
  );
  const series = [[['a'], 4, 1_500_000_000_500]];
  const second = scopeOf(metrics);
  second.restore(scopeSnapshot.parse({ jobs_total: { ...jobs_total, series } }));
  expect(await pageOf(exposition, 'openmetrics')).toContain(
    'jobs_total{queue="a"} 5\njobs_created{queue="a"} 1500000000.5\n',
  );
  second.close();
  expect(await pageOf(exposition, 'openmetrics')).not.toContain('1500000000.5');
});

test('native buckets survive; where none were saved, or not as many, they are made of the classic ones', () => {
  const before = scopeOf(new MetricRegistry({ buckets: [1, 2] }));
  const series = before.histogram(WAIT).labels({ queue: 'a' });
  for (const value of [0.1, 0.7, 1.5, 3]) series.observe(value);
  const snapshot = throughJson(before.snapshot());
  const restored = (change: (state: Record<string, unknown>) => unknown) => {
    const after = scopeOf(new MetricRegistry({ buckets: [1, 2] }));
    const wait = structuredClone(snapshot.wait_seconds) as unknown as { series: [string[], object][] };
    const state = wait.series[0]?.[1] as Record<string, unknown>;
    change(state);
    after.restore(scopeSnapshot.parse({ wait_seconds: wait }));
    return after.histogram(WAIT).labels({ queue: 'a' }).native;
  };
  expect(restored(() => {})?.buckets()).toEqual(series.native?.buckets());
  const made = [
    { count: 2, upper: 1 },
    { count: 1, upper: 2 },
    { count: 1, upper: Number.POSITIVE_INFINITY },
  ];
  for (const change of [
    (state: Record<string, unknown>) => delete state.native,
    (state: Record<string, unknown>) => ((state.native as { count: number }).count += 1),
  ]) {
    const native = restored(change);
    expect(native?.buckets().map(({ count, upper }) => ({ count, upper }))).toEqual(made);
    expect([native?.count, native?.sum]).toEqual([4, 5.3]);
  }
});

test('a snapshot whose native buckets no histogram can have is refused', () => {
  const before = scopeOf(new MetricRegistry());
  before.histogram(WAIT).labels({ queue: 'a' }).observe(1);
  const snapshot = JSON.parse(JSON.stringify(before.snapshot()));
  snapshot.wait_seconds.series[0][1].native.schema = 99;
  expect(scopeSnapshot.safeParse(snapshot).success).toBe(false);
});
