import fc from 'fast-check';
import { expect, test } from 'vitest';
import { monthlyPrice } from './price.ts';
import { PRICES } from './prices.ts';

const MINUTE = 60_000;

test.each([
  [1, 0.3],
  [100, 30],
  [10_000, 3000],
  [10_001, 3000.1],
  [250_000, 27_000],
  [1_000_000, 64_500],
  [1_000_100, 64_502],
])('%d metrics cost %d dollars a month', (metrics, usd) => {
  expect(monthlyPrice({ metrics, datums: 0, interval: MINUTE }).metricsUsd).toBeCloseTo(usd, 9);
});

test('a request a minute is 43 800 a month, for 44 cents', () => {
  const { requests, requestsUsd } = monthlyPrice({ metrics: 100, datums: 100, interval: MINUTE });
  expect(requests).toBe(43_800);
  expect(requestsUsd).toBeCloseTo(0.438, 12);
});

test.each([
  [0, MINUTE, 0],
  [1000, MINUTE, 43_800],
  [1001, MINUTE, 87_600],
  [1000, 1000, 2_628_000],
])('%d datums every %d ms take %d requests', (datums, interval, requests) => {
  expect(monthlyPrice({ metrics: datums, datums, interval }).requests).toBe(requests);
});

test('the total is what metrics and requests cost together, and no metric makes it cheaper', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000), fc.nat(2_000_000), (one, more) => {
      const few = monthlyPrice({ metrics: one, datums: one, interval: MINUTE });
      const many = monthlyPrice({ metrics: one + more, datums: one + more, interval: MINUTE });
      expect(few.totalUsd).toBe(few.metricsUsd + few.requestsUsd);
      expect(many.totalUsd).toBeGreaterThanOrEqual(few.totalUsd);
    }),
  );
});

test('prices say where they are from, and their tiers ascend to no end', () => {
  expect(PRICES.source).toContain('https://aws.amazon.com/cloudwatch/pricing/');
  expect(PRICES.date).toMatch(/^\d{4}-\d{2}$/);
  const bounds = PRICES.metric.map(({ upTo }) => upTo);
  expect(bounds).toEqual([...new Set(bounds)].sort((a, b) => a - b));
  expect(bounds.at(-1)).toBe(Number.POSITIVE_INFINITY);
});
