import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLUMNS, placed, type Section } from './grid.ts';
import type { Widget } from './widget.ts';

function block(width: number, height: number): Widget {
  return { type: 'text', width, height, properties: { markdown: 'x', background: 'solid' } };
}

const sections: fc.Arbitrary<Section[]> = fc.array(
  fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: COLUMNS }), fc.integer({ min: 1, max: 12 }))
      .map(([w, h]) => block(w, h)),
    { maxLength: 12 },
  ),
  { maxLength: 5 },
);

describe('widgets on a dashboard', () => {
  test('flow from left to right, and go on below where the line is full', () => {
    const places = placed([[block(12, 6), block(12, 6), block(8, 4)]]).map(({ x, y }) => [x, y]);
    expect(places).toEqual([
      [0, 0],
      [12, 0],
      [0, 6],
    ]);
  });

  test('fill what is free beside a higher one', () => {
    const places = placed([[block(12, 8), block(12, 4), block(12, 4)]]).map(({ x, y }) => [x, y]);
    expect(places).toEqual([
      [0, 0],
      [12, 0],
      [12, 4],
    ]);
  });

  test('of a section are below all of the one before', () => {
    const places = placed([[block(6, 3), block(6, 5)], [block(24, 1)]]).map(({ x, y }) => [x, y]);
    expect(places).toEqual([
      [0, 0],
      [6, 0],
      [0, 5],
    ]);
  });

  test('never overlap, and stay within the columns', () => {
    fc.assert(
      fc.property(sections, (given) => {
        const places = placed(given);
        expect(places.every(({ x, width }) => x + width <= COLUMNS)).toBe(true);
        const cells = places.flatMap(({ x, y, width, height }) =>
          Array.from(
            { length: width * height },
            (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
          ),
        );
        expect(new Set(cells).size).toBe(cells.length);
      }),
      { numRuns: 50 },
    );
  });

  test('are refused where one is wider than the dashboard', () => {
    expect(() => placed([[block(25, 1)]])).toThrow(
      new RangeError('A widget is 25 columns wide; a dashboard has 24.'),
    );
  });
});
