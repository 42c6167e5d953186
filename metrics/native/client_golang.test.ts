import { describe, expect, test } from 'vitest';
import { NativeBuckets } from './native_buckets.ts';
import { nativeSettings } from './settings.ts';
import { MINUTE, SCENARIOS, type Scenario } from './testing/client_golang.ts';

const NOW = Date.UTC(2026, 0, 1);

describe('counts as client_golang does', () => {
  test.each(SCENARIOS)('%s', (...scenario) => check(...scenario));
});

describe('counts negative values as client_golang does', () => {
  const mirrored = SCENARIOS.filter(([, observations]) => observations.length > 0).map(
    ([name, observations, settings, wanted]): Scenario => {
      const { sum, positive = [[], []], negative = [[], []] } = wanted;
      const opposite = { ...wanted, sum: 0 - sum, positive: negative, negative: positive };
      return [name, observations.map((value) => -value), settings, opposite];
    },
  );
  test.each(mirrored)('%s', (...scenario) => check(...scenario));
});

function check(_: string, observations: Scenario[1], settings: Scenario[2], wanted: Scenario[3]): void {
  let now = NOW;
  const histogram = new NativeBuckets(nativeSettings({ ...settings, now: () => now }));
  now += MINUTE;
  for (const observation of observations) {
    histogram.observe(observation);
    now += MINUTE;
    histogram.resetIfDue();
  }
  const { positive = [[], []], negative = [[], []] } = wanted;
  expect(histogram.toProto()).toEqual({
    sampleCount: wanted.count,
    sampleSum: wanted.sum,
    schema: wanted.schema,
    zeroThreshold: wanted.threshold ?? 2.938735877055719e-39,
    zeroCount: wanted.zero,
    positiveSpan: positive[0].map(([offset, length]) => ({ offset, length })),
    positiveDelta: positive[1],
    negativeSpan: negative[0].map(([offset, length]) => ({ offset, length })),
    negativeDelta: negative[1],
    createdTimestamp: NOW + (wanted.createdAfterMinutes ?? 0) * MINUTE,
  });
}
