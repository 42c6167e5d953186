import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { promtool } from '../../prometheus/testing/promtool.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { type ClassicCounts, classicQuantile, cumulative } from './classic_quantile.ts';

/** Counts by bucket, +Inf last; as a histogram has them. */
function histogram(bounds: readonly number[], counts: readonly number[]): ClassicCounts {
  return {
    bounds: Float64Array.from([...bounds, Number.POSITIVE_INFINITY]),
    counts: Float64Array.from(counts),
  };
}

function quantile(q: number, ...histograms: readonly ClassicCounts[]): number | null {
  const buckets = cumulative(histograms);
  return buckets === null ? null : classicQuantile(q, buckets);
}

describe('a quantile of classic buckets', () => {
  test.each([
    [0.5, [0.1, 0.5, 1], [0, 4, 0, 0], 0.3],
    [0.8, [0.1, 0.2], [5, 0, 0], 0.08],
    [0.99, [0.1, 0.5, 1], [1, 0, 0, 99], 1],
  ] as const)('at %d of buckets %j with %j observations is %d', (q, bounds, counts, expected) => {
    expect(quantile(q, histogram(bounds, counts))).toBeCloseTo(expected, 12);
  });

  test('is not known without observations, and without any bound', () => {
    expect(quantile(0.5, histogram([0.1, 1], [0, 0, 0]))).toBe(null);
    expect(quantile(0.5, histogram([], [7]))).toBe(null);
    expect(quantile(0.5)).toBe(null);
  });

  test('of histograms with other bounds is that of all bounds, as `sum by (le)` adds them up', () => {
    const one = histogram([0.1, 1], [10, 10, 0]);
    const other = histogram([0.5], [20, 0]);

    // le: 0.1 has 10, 0.5 has 20, 1 has 20, +Inf has 40.
    expect(quantile(0.5, one, other)).toBeCloseTo(0.5, 12);
    expect(quantile(0.25, one, other)).toBeCloseTo(0.1, 12);
    expect(quantile(0.9, one, other)).toBe(1);
  });
});

test('promtool finds the same quantiles', async () => {
  const cases = [
    { q: 0.8, histograms: [histogram([0.1, 0.2], [5, 0, 0])] },
    { q: 0.5, histograms: [histogram([0.1, 1, 10], [50, 20, 30, 0])] },
    { q: 1, histograms: [histogram([0.1, 1], [1, 1, 0])] },
    { q: 0.2, histograms: [histogram([-0.2, 0, 0.3], [2, 1, 1, 2])] },
    { q: 0.99, histograms: [histogram([0.1, 0.5, 1], [1, 0, 0, 99])] },
    { q: 0.95, histograms: [histogram([0.005, 0.01, 0.025], [3, 17, 23, 2])] },
    { q: 0.5, histograms: [histogram([0.1, 1], [10, 10, 0]), histogram([0.5], [20, 0])] },
    { q: 0.99, histograms: [histogram([0.1, 1], [7, 10, 3]), histogram([0.5, 2], [20, 4, 0])] },
  ];
  const series = cases.flatMap(({ histograms }, index) =>
    histograms.flatMap((one, instance) => seriesOf(one, `x${index}_bucket`, instance)),
  );
  const expected = cases.map(({ q, histograms }, index) => ({
    expr: `histogram_quantile(${q}, sum by (le) (x${index}_bucket))`,
    eval_time: '0s',
    exp_samples: [{ value: quantile(q, ...histograms) }],
  }));
  const tests = [{ interval: '1m', input_series: series, promql_expr_test: expected }];
  const file = join(await temporaryDirectory(), 'tests.yml');
  await writeFile(file, JSON.stringify({ rule_files: [], evaluation_interval: '1m', tests }));

  expect(await promtool('test', 'rules', file)).toMatchObject({ status: 0 });
});

function seriesOf({ bounds, counts }: ClassicCounts, metric: string, instance: number) {
  let below = 0;
  return [...bounds].map((bound, index) => {
    below += counts[index] ?? 0;
    const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound);
    return { series: `${metric}{le="${le}",instance="${instance}"}`, values: String(below) };
  });
}

const BOUNDS = [0.05, 0.1, 0.5, 1, 5];
const counts = fc.array(fc.nat(1_000), { minLength: BOUNDS.length + 1, maxLength: BOUNDS.length + 1 });

test('a quantile lies in the bucket that holds the observation of that rank', () => {
  fc.assert(
    fc.property(counts, fc.double({ min: 0.01, max: 1, noNaN: true }), (its, q) => {
      const all = its.reduce((sum, count) => sum + count, 0);
      const found = quantile(q, histogram(BOUNDS, its));
      if (all === 0) {
        expect(found).toBe(null);
        return;
      }
      const value = found ?? Number.NaN;
      const upTo = (bound: number) =>
        its.reduce(
          (sum, count, index) => ((BOUNDS[index] ?? Number.POSITIVE_INFINITY) <= bound ? sum + count : sum),
          0,
        );
      const lower = [0, ...BOUNDS].findLast((bound) => bound < value) ?? 0;
      expect(upTo(lower) - 1e-9).toBeLessThanOrEqual(q * all);
      if (value < 5)
        expect(upTo(BOUNDS.find((bound) => bound >= value) ?? 5)).toBeGreaterThanOrEqual(q * all - 1e-9);
    }),
  );
});

test('halves of a histogram have together the quantiles of the whole', () => {
  fc.assert(
    fc.property(counts, fc.constantFrom(0.5, 0.95, 0.99), (its, q) => {
      const doubled = its.map((count) => count * 2);
      const half = histogram(BOUNDS, its);
      expect(quantile(q, half, half)).toEqual(quantile(q, histogram(BOUNDS, doubled)));
    }),
  );
});
