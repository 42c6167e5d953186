import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BucketCounts } from './bucket_counts.ts';
import { nativeSettings } from './settings.ts';
import { spannedBuckets } from './spans.ts';
import { observations, observed, settings } from './testing/arbitraries.ts';
import { decoded } from './testing/exact.ts';

function spannedAt(...indexes: number[]) {
  const buckets = new BucketCounts();
  for (const index of indexes) buckets.add(index, 5);
  return spannedBuckets(buckets);
}

test('spans and deltas decode back to the filled buckets', () => {
  fc.assert(
    fc.property(observations, settings, (values, chosen) => {
      const histogram = observed(values, chosen);
      for (const sign of ['positive', 'negative'] as const) {
        const filled = decoded(histogram.spans(sign)).filter(([, count]) => count > 0);
        expect(filled).toEqual(histogram.state()[sign]);
      }
    }),
  );
});

test('there is a delta for each bucket of a span, and no gap of less than three between spans', () => {
  fc.assert(
    fc.property(observations, settings, (values, chosen) => {
      const { spans, deltas } = observed(values, chosen).spans('positive');
      expect(spans.reduce((total, { length }) => total + length, 0)).toBe(deltas.length);
      expect(spans.slice(1).every(({ offset }) => offset > 2)).toBe(true);
    }),
  );
});

test('no buckets make no spans', () => {
  expect(spannedAt()).toEqual({ spans: [], deltas: [] });
});

test('a gap of two is filled with empty buckets, a gap of three starts a span', () => {
  expect(spannedAt(-7, -4)).toEqual({ spans: [{ offset: -7, length: 4 }], deltas: [5, -5, 0, 5] });
  expect(spannedAt(-7, -3)).toEqual({
    spans: [
      { offset: -7, length: 1 },
      { offset: 3, length: 1 },
    ],
    deltas: [5, 0],
  });
});

test('the first offset is an index, never a gap to be filled', () => {
  expect(spannedAt(2).spans).toEqual([{ offset: 2, length: 1 }]);
});

test('protobuf fields carry spans and deltas of both signs', () => {
  const histogram = observed([-1, 0, 2, 2], nativeSettings({ now: () => 7 }));
  expect(histogram.toProto()).toEqual({
    sampleCount: 4,
    sampleSum: 3,
    schema: 3,
    zeroThreshold: 2 ** -128,
    zeroCount: 1,
    negativeSpan: [{ offset: 0, length: 1 }],
    negativeDelta: [1],
    positiveSpan: [{ offset: 8, length: 1 }],
    positiveDelta: [2],
    createdTimestamp: 7,
  });
});
