import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NativeBuckets } from './native_buckets.ts';
import { nativeSettings } from './settings.ts';
import type { NativeState } from './state.ts';
import { observations, observed, settings } from './testing/arbitraries.ts';

const SAVED: NativeState = {
  schema: 3,
  zeroThreshold: 2 ** -128,
  zeroCount: 1,
  count: 4,
  sum: 5.5,
  createdTimestamp: 1000,
  positive: [
    [0, 1],
    [8, 1],
  ],
  negative: [[-3, 1]],
};

test('a new histogram that restores a state, by way of JSON, has that state', () => {
  fc.assert(
    fc.property(observations, settings, (values, chosen) => {
      const state = observed(values, chosen).state();
      const restored = new NativeBuckets(chosen);
      restored.restore(JSON.parse(JSON.stringify(state)));
      expect(restored.state()).toEqual(state);
    }),
  );
});

test('a restored histogram counts on as the saved one would have', () => {
  fc.assert(
    fc.property(observations, observations, settings, (before, after, chosen) => {
      const restored = new NativeBuckets(chosen);
      restored.restore(observed(before, chosen).state());
      for (const value of after) restored.observe(value);
      expect(restored.state()).toEqual(observed([...before, ...after], chosen).state());
    }),
  );
});

test('saved counts are added to what was counted meanwhile', () => {
  const histogram = observed([1], nativeSettings({ now: () => 2000 }));
  histogram.restore(SAVED);
  expect(histogram.state()).toEqual({
    ...SAVED,
    count: 5,
    sum: 6.5,
    positive: [
      [0, 2],
      [8, 1],
    ],
  });
});

test('a state coarser than the settings makes the histogram as coarse', () => {
  const histogram = new NativeBuckets(nativeSettings({ schema: 5 }));
  histogram.restore(SAVED);
  expect(histogram.schema).toBe(3);
});

test('a state finer than the settings becomes as coarse as they are', () => {
  const histogram = new NativeBuckets(nativeSettings({ schema: 0 }));
  histogram.restore(SAVED);
  expect(histogram.state().positive).toEqual([
    [0, 1],
    [1, 1],
  ]);
});

test.each<[Partial<NativeState>, string]>([
  [{ schema: 9 }, 'schema 9'],
  [{ schema: 2.5 }, 'schema 2.5'],
  [{ zeroThreshold: -1 }, 'zero threshold -1'],
  [{ zeroThreshold: Number.NaN }, 'zero threshold null'],
  [{ createdTimestamp: Number.NaN }, 'created timestamp null'],
  [{ sum: '12' as 'NaN' }, 'sum "12"'],
  [{ sum: 'many' as 'NaN' }, 'sum "many"'],
  [{ positive: null as unknown as [] }, 'positive buckets null'],
  [{ negative: {} as unknown as [] }, 'negative buckets {}'],
  [{ zeroCount: -1 }, 'zero count -1'],
  [{ positive: [[9000, 1]] }, 'bucket index 9000'],
  [{ negative: [[0.5, 1]] }, 'bucket index 0.5'],
  [{ negative: [[4, 0]] }, 'count of bucket 4 0'],
  [{ negative: [[4, 1.5]] }, 'count of bucket 4 1.5'],
  [{ count: 3 }, 'count 3'],
  [{ count: Number.POSITIVE_INFINITY }, 'count null'],
])('a state that no histogram can have been in is refused: %j', (wrong, named) => {
  const histogram = new NativeBuckets(nativeSettings({ now: () => 0 }));
  const message = `Saved native histogram: no histogram has the ${named}.`;
  expect(() => histogram.restore({ ...SAVED, ...wrong })).toThrow(new RangeError(message));
  expect(histogram.count).toBe(0);
});
