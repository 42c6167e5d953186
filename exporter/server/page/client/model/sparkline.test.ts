import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sparkline, summary } from './sparkline.ts';

test('a line goes from 0 at the bottom to the largest number at the top, with gaps where nothing is known', () => {
  expect(sparkline([0, 5, null, 10, 5], 40, 20)).toBe('M0 20L10 10M30 0L40 10');
  expect(sparkline([0, 0], 10, 20)).toBe('M0 20L10 20');
  expect(sparkline([], 10, 20)).toBe('');
});

test('of however many points no peak is lost, and none is outside', () => {
  const column = fc.array(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })), { maxLength: 800 });
  fc.assert(
    fc.property(column, (points) => {
      const drawn = [...sparkline(points, 120, 24).matchAll(/[ML](\S+?) ([\d.]+)/g)].map(([, x, y]) => [
        Number(x),
        Number(y),
      ]);

      expect(drawn.length).toBeLessThanOrEqual(120);
      expect(drawn.every(([x = -1, y = -1]) => x >= 0 && x <= 120 && y >= 0 && y <= 24)).toBe(true);
      if (points.some((value) => (value ?? 0) > 0)) expect(drawn.map(([, y]) => y)).toContain(0);
    }),
  );
});

test('the least, the most and the last are those that are known', () => {
  expect(summary([null, 3, 1, null])).toEqual({ least: 1, most: 3, last: null });
  expect(summary([null])).toBe(null);
});
