import { expect, test } from 'vitest';
import { disagreement, type Totals } from './totals.ts';

const TOTALS: Totals = { requests: { 'GET /cart 200': [3, 0.3] }, errors: 1, slow: 0 };

test('totals agree where sums differ by no more than their order makes', () => {
  expect(disagreement(TOTALS, { ...TOTALS, requests: { 'GET /cart 200': [3, 0.1 + 0.2] } })).toBeNull();
});

test.each([
  [{ ...TOTALS, errors: 2 }, '1 lines of level ERROR against 2.'],
  [{ ...TOTALS, slow: 2 }, '0 slow requests against 2.'],
  [{ ...TOTALS, requests: {} }, 'GET /cart 200: 3 requests of 0.3 s in all against 0 of 0 s.'],
  [
    { ...TOTALS, requests: { 'GET /cart 200': [3, 0.31] } },
    'GET /cart 200: 3 requests of 0.3 s in all against 3 of 0.31 s.',
  ],
] satisfies [Totals, string][])('where they disagree it is said where: %#', (other, expected) => {
  expect(disagreement(TOTALS, other)).toBe(expected);
});
