import { describe, expect, test } from 'vitest';
import { spread } from './spread.ts';
import type { Widget } from './widget.ts';

function widths(count: number): number[] {
  const one: Widget = {
    type: 'text',
    width: 1,
    height: 1,
    properties: { markdown: 'x', background: 'solid' },
  };
  return spread(new Array<Widget>(count).fill(one)).map(({ width }) => width);
}

describe('widgets that are spread', () => {
  test.each([
    [0, []],
    [1, [12]],
    [2, [12, 12]],
    [3, [8, 8, 8]],
    [4, [12, 12, 12, 12]],
    [5, [8, 8, 8, 12, 12]],
    [7, [8, 8, 8, 12, 12, 12, 12]],
  ])('fill their lines where they are %d', (count, expected) => {
    expect(widths(count)).toEqual(expected);
  });
});
