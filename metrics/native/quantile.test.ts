import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nativeSettings } from './settings.ts';
import { observed } from './testing/arbitraries.ts';

const LATENCIES = [0.05, 0.05, 0.06, 0.07, 0.1, 0.3, 0.3, 0.9, 2.5, 30];
const [NAN, INF] = [Number.NaN, Number.POSITIVE_INFINITY];

// What promql.HistogramQuantile (Prometheus, August 2026) answers for q = 0, 0.1, 0.5, 0.95 and 1.
test.each([
  [
    3,
    2 ** -128,
    [1, 2, 3],
    [0.9170040432046711, 0.9411522295050682, 1.9152065613971472, 3.044594303958775, 3.084421650815882],
  ],
  [
    3,
    2 ** -128,
    LATENCIES,
    [0.048194088293998155, 0.0503278228734142, 0.29730177875068026, 30.643304982354358, 32],
  ],
  [-2, 2 ** -128, LATENCIES, [0.00390625, 0.009843133202303695, 0.1894645708137998, 63.99999999999992, 256]],
  [
    3,
    2 ** -128,
    [-1, -2, -3],
    [-3.084421650815882, -3.0052812245194374, -1.9152065613971472, -0.9289996769252603, -0.9170040432046711],
  ],
  [
    3,
    0.5,
    [-3, -1, 0, 0, 1, 3],
    [-3.084421650815882, -2.928171391891251, 0, 3.0052812245194374, 3.084421650815882],
  ],
  [3, 0.5, [0, 0.1, 0.2, 4], [0, 0.06666666666666667, 0.3333333333333333, 3.931282394181004, 4]],
  [3, 0.5, [0, -0.1, -0.2, -4], [-4, -3.863745315699382, -0.33333333333333337, -0.03333333333333338, 0]],
  [3, 0.5, [0, 0.1, -0.2], [-0.5, -0.39999999999999997, 0, 0.44999999999999984, 0.5]],
  [2, 0.72, [0.75, 0.8, 1], [0.72, 0.736960137187024, 0.8088909936444801, 0.974341891201707, 1]],
  [3, 2 ** -128, [1, 2, INF], [0.9170040432046711, 0.9411522295050682, 1.9152065613971472, INF, INF]],
  [3, 2 ** -128, [], [NAN, NAN, NAN, NAN, NAN]],
])(
  'quantiles are those of Prometheus: schema %i, zero threshold %d, %j',
  (schema, zeroThreshold, values, wanted) => {
    const histogram = observed(values, nativeSettings({ schema, zeroThreshold }));
    const quantiles = [0, 0.1, 0.5, 0.95, 1].map((q) => histogram.quantile(q));
    expect(quantiles).toEqual(
      wanted.map((value) => (Number.isFinite(value) ? expect.closeTo(value, 12) : value)),
    );
  },
);

test('every quantile lies within one bucket width of the observation of that rank', () => {
  const latency = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(latency, { minLength: 1, maxLength: 400 }),
      fc.integer({ min: -4, max: 8 }),
      (values, schema) => {
        const histogram = observed(values, nativeSettings({ schema }));
        const growth = 2 ** (2 ** -histogram.schema) * (1 + 1e-12);
        values
          .toSorted((a, b) => a - b)
          .forEach((value, index) => {
            const quantile = histogram.quantile((index + 0.5) / values.length);
            expect(quantile / value).toBeLessThan(growth);
            expect(value / quantile).toBeLessThan(growth);
          });
      },
    ),
  );
});

test('quantiles do not fall as q rises', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
      const histogram = observed(values, nativeSettings());
      const quantiles = [0.05, 0.2, 0.45, 0.55, 0.8, 0.95].map((q) => histogram.quantile(q));
      expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b));
    }),
  );
});

test('NaN observations rank above all others', () => {
  const histogram = observed([1, 1, NAN, NAN], nativeSettings({ schema: 0 }));
  expect([0.5, 0.51, 1].map((q) => histogram.quantile(q))).toEqual([1, NAN, NAN]);
});

test('a quantile among infinities is infinite', () => {
  const histogram = observed([-INF, 1, INF], nativeSettings());
  expect([0, 0.3, 0.9, 1].map((q) => histogram.quantile(q))).toEqual([-INF, -INF, INF, INF]);
});

test('q outside 0 to 1 is answered as Prometheus does', () => {
  const histogram = observed([1], nativeSettings());
  expect([-0.1, 1.1, NAN].map((q) => histogram.quantile(q))).toEqual([-INF, INF, NAN]);
});
