import { expect, test } from 'vitest';
import { timeTicks, valueRange, valueTicks } from './axis.ts';
import { PAGE_WIDTH, placed } from './grid.ts';
import { intervalOf, rateIntervalOf } from './interval.ts';

const panel = (title: string, x: number, y: number, w: number, h: number) => ({
  id: 1,
  type: 'stat',
  title,
  gridPos: { x, y, w, h },
});
const dashboard = { uid: 'goldwatch-x', title: 'X' };

test('24 columns fill the page, and panels in them leave a gap', () => {
  const { panels, height } = placed({
    ...dashboard,
    panels: [panel('a', 0, 0, 12, 8), panel('b', 12, 0, 12, 8)],
  });
  const [left, right] = panels.map(({ place }) => place);
  expect(left?.left).toBe(16);
  expect((left?.left ?? 0) + (left?.width ?? 0)).toBeLessThan(right?.left ?? 0);
  expect((right?.left ?? 0) + (right?.width ?? 0)).toBe(PAGE_WIDTH - 16);
  expect(height).toBe(296);
});

test('what is in a collapsed row is shown below it, and all that follows moves down', () => {
  const row = {
    id: 1,
    type: 'row',
    title: 'r',
    gridPos: { x: 0, y: 0, w: 24, h: 1 },
    panels: [panel('in', 0, 1, 24, 5)],
  };
  const { panels } = placed({ ...dashboard, panels: [row, panel('after', 0, 1, 24, 5)] });
  expect(panels.map(({ panel: { title }, place }) => [title, place.top])).toEqual([
    ['r', 0],
    ['in', 38],
    ['after', 38 + 5 * 38],
  ]);
});

test('a panel without a place is refused', () => {
  const lost = { id: 1, type: 'stat', title: 'lost' };
  expect(() => placed({ ...dashboard, panels: [lost] })).toThrow(
    '«lost» has no place in the grid (gridPos).',
  );
});

test('steps are round, and never shorter than a scrape', () => {
  const hour = 3_600_000;
  expect(intervalOf(hour, 500, 1_000)).toBe(5_000);
  expect(intervalOf(hour, 500, 15_000)).toBe(15_000);
  expect(intervalOf(24 * hour, 750, 15_000)).toBe(120_000);
});

test('the window of rates is at least four scrapes, and wider than a step by one', () => {
  expect(rateIntervalOf(15_000, 15_000)).toBe(60_000);
  expect(rateIntervalOf(120_000, 15_000)).toBe(135_000);
});

test('lines of the grid are at round values within the range', () => {
  expect(valueTicks(0, 0.055, 4)).toEqual([0, 0.02, 0.04]);
  expect(valueTicks(0, 10.5, 4)).toEqual([0, 5, 10]);
  expect(valueTicks(3, 3, 4)).toEqual([3]);
  expect(valueTicks(0, 150 * 2 ** 20, 3, 2)).toEqual([0, 64 * 2 ** 20, 128 * 2 ** 20]);
});

test('the axis keeps its fixed ends, leaves room above, and keeps the lowest threshold in sight', () => {
  expect(valueRange([1, 10], { min: 0 })).toEqual([0, 10.5]);
  expect(valueRange([0.01], { min: 0, max: 1 })).toEqual([0, 1]);
  expect(valueRange([0], { min: 0, softMax: 2 })).toEqual([0, 2.1]);
  expect(valueRange([0], { min: 0 })).toEqual([0, 1]);
  expect(valueRange([], {})).toEqual([0, 1]);
});

test('moments on the axis are round, in order, and within the range', () => {
  const from = Date.parse('2026-01-01T12:03:00Z');
  const ticks = timeTicks(from, from + 3_600_000, 8);
  expect(ticks.map(({ timeMs }) => timeMs % 600_000)).toEqual(Array(6).fill(0));
  expect(ticks[0]?.timeMs).toBe(Date.parse('2026-01-01T12:10:00Z'));
});
