import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GoldenSignals } from './golden_signals.ts';
import { NativeBuckets } from './native/native_buckets.ts';
import { settings, wild } from './native/testing/arbitraries.ts';
import { MetricRegistry } from './registry.ts';
import type { SeriesState } from './series.ts';
import { shown, WAIT } from './testing/series.ts';

const many = fc.array(fc.tuple(wild, fc.integer({ min: 1, max: 20 })), { maxLength: 60 });

type Many = readonly (readonly [value: number, times: number])[];

/** Each value as often as it is to be counted. */
const oneByOne = (all: Many) => all.flatMap(([value, times]) => new Array<number>(times).fill(value));

const hasNoEnd = (of: readonly number[]) =>
  of.some((value) => !Number.isFinite(value)) || new Set(of.map((value) => Math.sign(value))).size === 1;

// Adding up rounds at each step, multiplying once.
function expectSum(sum: number, of: readonly number[]): void {
  const exact = of.reduce((total, value) => total + value, 0);
  const size = of.reduce((total, value) => total + Math.abs(value), 0);
  if (Number.isFinite(size)) expect(Math.abs(sum - exact)).toBeLessThanOrEqual(size * 1e-12);
  // What is too large may be taken away again by what is as large on the other side, or not: by the order.
  else if (hasNoEnd(of)) expect(Number.isFinite(sum)).toBe(false);
}

test('native buckets that count a value so many times are those that count it one by one', () => {
  fc.assert(
    fc.property(many, settings, (all, chosen) => {
      const atOnce = new NativeBuckets(chosen);
      const single = new NativeBuckets(chosen);
      for (const [value, times] of all) atOnce.observe(value, times);
      for (const value of oneByOne(all)) single.observe(value);
      const { sum: _, ...state } = atOnce.state();
      const { sum: _sum, ...expected } = single.state();
      expect(state).toEqual(expected);
      if (atOnce.count === oneByOne(all).length) expectSum(atOnce.sum, oneByOne(all));
    }),
    { numRuns: 500 },
  );
});

test('a histogram that counts a value so many times is one that counts it one by one, extremes included', () => {
  fc.assert(
    fc.property(many, (all) => {
      const histogram = () => {
        const metrics = new MetricRegistry({ buckets: [-1, 0, 0.5, 10], native: false });
        metrics.trackExtremes(() => true);
        return metrics.scope().histogram(WAIT).labels({ queue: 'a' });
      };
      const atOnce = histogram();
      const single = histogram();
      for (const [value, times] of all) atOnce.observe(value, undefined, times);
      for (const value of oneByOne(all)) single.observe(value);
      const { counts, sum } = atOnce.state() as Exclude<SeriesState, number>;
      const expected = single.state() as Exclude<SeriesState, number>;
      expect(counts).toEqual(expected.counts);
      expectSum(sum, oneByOne(all));
      expect(atOnce.takeExtremes()).toEqual(single.takeExtremes());
    }),
  );
});

test('a request may stand for several', async () => {
  const metrics = new MetricRegistry({ buckets: [1] });
  const signals = new GoldenSignals(metrics.scope(), 'api');
  signals.request({ method: 'GET', route: '/', status: 200, seconds: 0.25 }, 10);
  const labels = 'service="api",method="GET",route="/",status="200"';
  expect(await shown(metrics.registry)).toEqual([
    `http_request_duration_seconds_bucket{${labels},le="1"} 10`,
    `http_request_duration_seconds_bucket{${labels},le="+Inf"} 10`,
    `http_request_duration_seconds_sum{${labels}} 2.5`,
    `http_request_duration_seconds_count{${labels}} 10`,
    `http_requests_total{${labels}} 10`,
  ]);
});
