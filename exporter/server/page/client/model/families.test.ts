import { expect, test } from 'vitest';
import { found, matching } from './families.ts';

const FAMILIES = [
  {
    name: 'http_requests_total',
    type: 'counter',
    help: 'Requests.',
    series: 12,
    labels: ['service', 'route'],
  },
  { name: 'wait_seconds', type: 'histogram', help: 'Time in the queue.', series: 30, labels: [] },
];

test('every word may occur anywhere, in any case', () => {
  const names = (text: string) => matching(FAMILIES, text).map(({ name }) => name);

  expect(names('')).toHaveLength(2);
  expect(names(' ROUTE  counter ')).toEqual(['http_requests_total']);
  expect(names('queue')).toEqual(['wait_seconds']);
  expect(names('queue counter')).toEqual([]);
});

test('how much was found is said', () => {
  expect(found(FAMILIES, FAMILIES)).toBe('2 families, 42 series');
  expect(found(FAMILIES.slice(0, 1), FAMILIES)).toBe('1 of 2 families, 12 of 42 series');
});
