import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MetricRegistry } from './registry.ts';
import { FILL, JOBS, shown, WAIT } from './testing/series.ts';

const TWO = { name: 'two_total', type: 'counter', help: 'Two.', labels: ['a', 'b'] } as const;

test('counters and histograms of several producers add up under one label set; gauges show the largest', async () => {
  const metrics = new MetricRegistry({ buckets: [1, 2] });
  for (const amount of [1, 2, 3]) {
    const scope = metrics.scope();
    scope.counter(JOBS).labels({ queue: 'mail' }).inc(amount);
    scope.gauge(FILL).labels({ disk: 'sda' }).set(-amount);
    scope.histogram(WAIT).labels({ queue: 'mail' }).observe(amount);
  }
  expect(await shown(metrics.registry)).toEqual([
    'fill_ratio{disk="sda"} -1',
    'jobs_total{queue="mail"} 6',
    'wait_seconds_bucket{queue="mail",le="1"} 1',
    'wait_seconds_bucket{queue="mail",le="2"} 2',
    'wait_seconds_bucket{queue="mail",le="+Inf"} 3',
    'wait_seconds_sum{queue="mail"} 6',
    'wait_seconds_count{queue="mail"} 3',
  ]);
});

test('a producer that cannot tell a gauge does not hide what another one can', async () => {
  const metrics = new MetricRegistry();
  const [first, second] = [metrics.scope(), metrics.scope()];
  first.gauge(FILL).labels({ disk: 'sda' }).set(Number.NaN);
  expect(await shown(metrics.registry)).toEqual(['fill_ratio{disk="sda"} NaN']);
  second.gauge(FILL).labels({ disk: 'sda' }).set(0.9);
  expect(await shown(metrics.registry)).toEqual(['fill_ratio{disk="sda"} 0.9']);
});

test('closing a scope removes its series and no others; the scope may begin anew', async () => {
  const metrics = new MetricRegistry();
  const [first, second] = [metrics.scope(), metrics.scope()];
  for (const scope of [first, second]) scope.counter(JOBS).labels({ queue: 'both' }).inc(2);
  first.counter(JOBS).labels({ queue: 'first' }).inc();
  first.close();
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="both"} 2']);
  first.counter(JOBS).labels({ queue: 'first' }).inc();
  expect(await shown(metrics.registry)).toEqual([
    'jobs_total{queue="both"} 2',
    'jobs_total{queue="first"} 1',
  ]);
});

test('removing a label set removes the series of that producer only', async () => {
  const metrics = new MetricRegistry();
  const [first, second] = [metrics.scope(), metrics.scope()];
  for (const scope of [first, second]) scope.counter(JOBS).labels({ queue: 'both' }).inc(2);
  first.counter(JOBS).remove({ queue: 'both' });
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="both"} 2']);
  second.counter(JOBS).remove({ queue: 'both' });
  expect(await shown(metrics.registry)).toEqual([]);
});

test('asking for a metric twice answers the same series', async () => {
  const metrics = new MetricRegistry();
  const scope = metrics.scope();
  scope.counter(JOBS).labels({ queue: 'a' }).inc();
  scope
    .counter({ ...JOBS })
    .labels({ queue: 'a' })
    .inc();
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 2']);
});

test('labels that are missing or not declared are refused, also where the label set is known already', () => {
  const two = new MetricRegistry().scope().counter(TWO);
  two.labels({ a: '1', b: '2' }).inc();
  const given = (labels: Record<string, string>) => () => two.labels(labels);
  const missing = new TypeError('two_total: the label "b" is missing.');
  expect(given({ a: '1' })).toThrow(missing);
  expect(given({ a: '1', c: '2' })).toThrow(missing);
  expect(given({})).toThrow(new TypeError('two_total: the label "a" is missing.'));
  const undeclared = new TypeError('two_total: the label "c" is not declared.');
  expect(given({ a: '1', b: '3', c: '2' })).toThrow(undeclared);
  expect(given({ a: '1', b: '2', c: '2' })).toThrow(undeclared);
});

test.each([
  [-1, 'A counter cannot be increased by -1.'],
  [Number.NaN, 'A counter cannot be increased by NaN.'],
  [Number.POSITIVE_INFINITY, 'A counter cannot be increased by Infinity.'],
])('a counter refuses to grow by %s, and stays what it was', async (by, text) => {
  const metrics = new MetricRegistry();
  const jobs = metrics.scope().counter(JOBS).labels({ queue: 'a' });
  jobs.inc(2);
  expect(() => jobs.inc(by)).toThrow(new RangeError(text));
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="a"} 2']);
});

test.each([
  ['a separator that moves', ['a|', 'b'], ['a', '|b']],
  ['a length that moves', ['1', '1:1'], ['11', ':1']],
  ['nothing on either side', ['', 'x'], ['x', '']],
  ['quotes and commas', ['x",b="y', 'z'], ['x', '",b="yz']],
  ['newlines and zero bytes', ['a\n\0', 'b'], ['a\n', '\0b']],
  ['names of what every object has', ['__proto__', 'constructor'], ['constructor', '__proto__']],
])('label values with %s are told apart', async (_name, [a = '', b = ''], [otherA = '', otherB = '']) => {
  const metrics = new MetricRegistry();
  const two = metrics.scope().counter(TWO);
  two.labels({ a, b }).inc(1);
  two.labels({ a: otherA, b: otherB }).inc(2);
  two.labels({ b, a }).inc(4);
  expect((await shown(metrics.registry)).map((line) => line.slice(-2))).toEqual([' 5', ' 2']);
});

test('label values that are the same on the wire are one series, since lone surrogates all look alike there', async () => {
  const metrics = new MetricRegistry();
  const jobs = metrics.scope().counter(JOBS);
  for (const queue of ['\ud800', '\udfff', '\ufffd', '\ud800']) jobs.labels({ queue }).inc();
  expect(await shown(metrics.registry)).toEqual(['jobs_total{queue="\ufffd"} 4']);
  jobs.remove({ queue: '\udbff' });
  expect(await shown(metrics.registry)).toEqual([]);
});

test('whatever producers do to any label sets, a scrape shows one series per label set and loses nothing', async () => {
  const value = fc.string({ unit: fc.constantFrom('a', '|', ':', '1', '"', '\\', ','), maxLength: 3 });
  const increments = fc.array(fc.record({ producer: fc.nat(2), a: value, b: value }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(increments, async (all) => {
      const metrics = new MetricRegistry();
      const scopes = [metrics.scope(), metrics.scope(), metrics.scope()];
      const expected = new Map<string, number>();
      for (const { producer, a, b } of all) {
        scopes[producer]?.counter(TWO).labels({ a, b }).inc();
        const key = JSON.stringify([a, b]);
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      const [family] = await metrics.registry.getMetricsAsJSON();
      const found = (family?.values ?? []).map(({ labels, value: count }) => [
        JSON.stringify([labels.a, labels.b]),
        count,
      ]);
      expect(found).toHaveLength(expected.size);
      expect(new Map(found as [string, number][])).toEqual(expected);
    }),
  );
});
