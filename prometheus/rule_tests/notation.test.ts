import { expect, test } from 'vitest';
import { samplesNotation, seriesNotation, timeNotation } from './notation.ts';

test.each([
  [[{ count: 21, start: 0, growth: 5 }], '0+5x20'],
  [[{ count: 3, start: 4, growth: -0.5 }], '4-0.5x2'],
  [[{ count: 2, start: 1, growth: 0 }], '1x1'],
  [[{ count: 1, start: 7, growth: 3 }], '7'],
  [
    [
      { count: 4, start: null, growth: 0 },
      { count: 1, start: 1, growth: 0 },
    ],
    '_x4 1',
  ],
  [
    [
      { count: 1, start: 1, growth: 0 },
      { count: 1, start: null, growth: 0 },
    ],
    '1 stale',
  ],
  [
    [
      { count: 2, start: 1, growth: 0 },
      { count: 3, start: null, growth: 0 },
    ],
    '1x1 stale _x2',
  ],
])('samples %j are written %s', (pieces, written) => {
  expect(samplesNotation(pieces)).toBe(written);
});

test('series are written as Prometheus does', () => {
  expect(seriesNotation({ __name__: 'up' })).toBe('up');
  expect(seriesNotation({ __name__: 'up', job: 'a "b"' })).toBe('up{job="a \\"b\\""}');
  expect(seriesNotation({ job: 'a' })).toBe('{job="a"}');
});

test.each([
  [0, '0s'],
  [390_000, '6m30s'],
  [90_000_000, '1d1h'],
  [1_500, '1s500ms'],
])('%d milliseconds are written %s', (milliseconds, written) => {
  expect(timeNotation(milliseconds)).toBe(written);
});
