import { expect, test } from 'vitest';
import { boundMatcher } from './bucket_bound.ts';

/** Whether Prometheus, which anchors patterns, would take the matcher for a label of this value. */
function matches(bound: number, le: string): boolean {
  const { operator, value } = /^le(?<operator>=~?)"(?<value>.*)"$/.exec(boundMatcher(bound))?.groups ?? {};
  return operator === '=' ? value === le : new RegExp(`^(?:${JSON.parse(`"${value}"`)})$`).test(le);
}

test.each([
  [2, '2'],
  [2, '2.0'],
  [0.25, '0.25'],
  [0.001, '0.001'],
  [100, '100'],
  [100, '100.0'],
  [1_000_000, '1000000'],
  [1_000_000, '1e+06'],
  [1_500_000, '1.5e+06'],
  [3_600_000, '3600000.0'],
])('the bucket up to %d is the one that a page calls %s', (bound, le) => {
  expect(matches(bound, le)).toBe(true);
});

test.each([
  [2, '2.5'],
  [2, '20'],
  [2, '200'],
  [2, '2x0'],
  [0.25, '0.025'],
  [1_000_000, '1e+07'],
  [1_500_000, '1x5e+06'],
])('the bucket up to %d is not the one that a page calls %s', (bound, le) => {
  expect(matches(bound, le)).toBe(false);
});
