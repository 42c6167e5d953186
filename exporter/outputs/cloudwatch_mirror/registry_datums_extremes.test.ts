import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MetricRegistry, type MetricRegistryOptions } from '../../../metrics/registry.ts';
import type { Datum } from './datum.ts';
import type { TakeExtremes } from './reading.ts';
import { clockOfTheProcess, MINUTE, readingsOf, STARTED_AT, shown, throughJson } from './testing/readings.ts';

const WAIT = { name: 'wait_seconds', type: 'histogram', help: 'Waiting.', labels: ['kind'] } as const;
/** Each kind by itself, and all of them together. */
const SELECT = [
  { series: 'wait_seconds', dimensions: ['kind'] },
  { series: 'wait_seconds', name: 'All' },
];
/** Wide buckets of which much fits into one. */
const CLASSIC = { buckets: [1, 10], native: false } as const;

const takeExtremes: TakeExtremes = (series) => series.takeExtremes();

function readingsWithExtremes(registry: MetricRegistryOptions = {}, select: readonly object[] = SELECT) {
  const metrics = new MetricRegistry(registry);
  metrics.trackExtremes((metric) => metric === WAIT.name);
  return readingsOf(select, { metrics, takeExtremes });
}

beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue(STARTED_AT);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** What CloudWatch makes of datums: how many, the smallest and the largest of each metric. */
function ofEachMetric(datums: readonly Datum[]): Record<string, readonly number[]> {
  const found: Record<string, readonly number[]> = {};
  for (const { name, dimensions, values, counts } of datums) {
    const key = [name, ...dimensions.map(([, value]) => value)].join(' ');
    const [count, min, max] = found[key] ?? [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const its = counts.reduce((one, other) => one + other, 0);
    found[key] = [
      (count as number) + its,
      Math.min(min as number, ...values),
      Math.max(max as number, ...values),
    ];
  }
  return found;
}

interface Observation {
  readonly kind: string;
  readonly producer: number;
  readonly value: number;
}

/** The truth of one interval. */
function expected(observations: readonly Observation[]): Record<string, readonly number[]> {
  const found: Record<string, readonly number[]> = {};
  for (const { kind, value } of observations) {
    for (const key of [`wait_seconds ${kind}`, 'All']) {
      const [count, min, max] = found[key] ?? [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      // Zero is never −0 in a datum.
      const plain = value === 0 ? 0 : value;
      found[key] = [(count as number) + 1, Math.min(min as number, plain), Math.max(max as number, plain)];
    }
  }
  return found;
}

const value = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.double({ min: 1e-4, max: 30, noNaN: true }),
  fc.constantFrom(-0, 0, 0.005, 1, 2 ** -128, 5e-324, 1e100),
);
const observation = fc.record({ kind: fc.constantFrom('a', 'b', 'c'), producer: fc.nat(1), value });
const intervals = fc.array(fc.array(observation, { maxLength: 30 }), { minLength: 1, maxLength: 5 });

test.each<[string, MetricRegistryOptions]>([
  ['native ones of schema 3', {}],
  ['native ones of schema 4', { native: { schema: 4 } }],
  ['native ones that have become coarser', { native: { schema: 8, maxBuckets: 4 } }],
  ['classic ones', { native: false }],
  ['classic ones of few bounds', CLASSIC],
])('count, smallest and largest of each interval are those observed: %s', async (_name, registry) => {
  await fc.assert(
    fc.asyncProperty(intervals, async (all) => {
      const { datums, metrics } = readingsWithExtremes(registry);
      const producers = [metrics.scope(), metrics.scope()].map((scope) => scope.histogram(WAIT));
      for (const observations of all) {
        for (const { kind, producer, value } of observations)
          producers[producer]?.labels({ kind }).observe(value);
        const { datums: sent } = await datums.read(STARTED_AT);
        expect(ofEachMetric(sent)).toEqual(expected(observations));
      }
    }),
    { numRuns: 60 },
  );
});

test('what is no number hides no extremes of the others', async () => {
  const { datums, metrics } = readingsWithExtremes();
  const wait = metrics.scope().histogram(WAIT);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    wait.labels({ kind: 'a' }).observe(value);
  }
  for (const value of [3, Number.POSITIVE_INFINITY, 0.7]) wait.labels({ kind: 'b' }).observe(value);
  const { datums: sent } = await datums.read(STARTED_AT);
  expect(ofEachMetric(sent)).toEqual({ 'wait_seconds b': [2, 0.7, 3], All: [2, 0.7, 3] });
});

describe('extremes that are not known leave each value in the middle of its bucket, for one interval only', () => {
  const together = [{ series: 'wait_seconds' }];

  test('where a label set had observed something before anybody asked', async () => {
    const metrics = new MetricRegistry(CLASSIC);
    const wait = metrics.scope().histogram(WAIT).labels({ kind: 'a' });
    wait.observe(2);
    metrics.trackExtremes(() => true);
    const { datums } = readingsOf(together, { metrics, takeExtremes });
    wait.observe(9);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ wait_seconds: [[5.5, 2]] });
    for (const value of [2, 9]) wait.observe(value);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({
      wait_seconds: [
        [2, 1],
        [9, 1],
      ],
    });
  });

  test('where another producer has gone on with a label set, also of those that fall together with it', async () => {
    const { datums, metrics } = readingsWithExtremes(CLASSIC, together);
    const [before, other] = [metrics.scope(), metrics.scope()];
    before.histogram(WAIT).labels({ kind: 'a' }).observe(2);
    await datums.read(STARTED_AT);
    before.histogram(WAIT).labels({ kind: 'a' }).observe(3);
    const snapshot = before.snapshot();
    before.close();
    const after = metrics.scope();
    const wait = after.histogram(WAIT);
    after.restore(snapshot);
    other.histogram(WAIT).labels({ kind: 'b' }).observe(8);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ wait_seconds: [[5.5, 2]] });
    wait.labels({ kind: 'a' }).observe(3);
    other.histogram(WAIT).labels({ kind: 'b' }).observe(8);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({
      wait_seconds: [
        [3, 1],
        [8, 1],
      ],
    });
  });

  test('where a restart lies within the interval', async () => {
    const clock = clockOfTheProcess();
    const before = readingsOf(together, { clock, metrics: new MetricRegistry(CLASSIC) });
    const scope = before.metrics.scope();
    scope.histogram(WAIT).labels({ kind: 'a' }).observe(2);
    await before.datums.read(STARTED_AT);
    const [snapshot, saved] = [scope.snapshot(), throughJson(before.datums)];

    clock.pass(MINUTE);
    clock.up = 0;
    const metrics = new MetricRegistry(CLASSIC);
    metrics.trackExtremes(() => true);
    const { datums } = readingsOf(together, { clock, metrics, startedAt: clock.wall, takeExtremes });
    const after = metrics.scope();
    const wait = after.histogram(WAIT);
    after.restore(snapshot);
    datums.restore(saved);
    for (const value of [2, 9]) wait.labels({ kind: 'a' }).observe(value);
    expect(shown((await datums.read(STARTED_AT + MINUTE)).datums)).toEqual({ wait_seconds: [[5.5, 2]] });
    for (const value of [2, 9]) wait.labels({ kind: 'a' }).observe(value);
    expect(shown((await datums.read(STARTED_AT + 2 * MINUTE)).datums)).toEqual({
      wait_seconds: [
        [2, 1],
        [9, 1],
      ],
    });
  });
});

test('a label set that was removed and has come back has the extremes since then', async () => {
  const { datums, metrics } = readingsWithExtremes(CLASSIC, [{ series: 'wait_seconds' }]);
  const clock = clockOfTheProcess();
  const wait = metrics.scope().histogram(WAIT);
  const series = wait.labels({ kind: 'a' });
  series.observe(2);
  await datums.read(STARTED_AT);
  series.observe(1.5);
  wait.remove({ kind: 'a' });
  clock.pass(1000);
  for (const value of [3, 8, 8]) series.observe(value);
  expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({
    wait_seconds: [
      [3, 1],
      [8, 2],
    ],
  });
});

test('observations while a page is rendered are in the extremes, once', async () => {
  const { datums, metrics } = readingsWithExtremes(CLASSIC, [{ series: 'wait_seconds' }]);
  const wait = metrics.scope().histogram(WAIT);
  wait.labels({ kind: 'a' }).observe(4);
  const { store } = wait.family;
  store.beginReading();
  for (const [kind, value] of [
    ['a', 2],
    ['new', 9],
  ] as const) {
    wait.labels({ kind }).observe(value);
  }
  expect(ofEachMetric((await datums.read(STARTED_AT)).datums)).toEqual({ wait_seconds: [3, 2, 9] });
  wait.labels({ kind: 'a' }).observe(5);
  store.endReading();
  expect(ofEachMetric((await datums.read(STARTED_AT)).datums)).toEqual({ wait_seconds: [1, 5, 5] });
});
