import { COLUMNS } from './grid.ts';
import type { Widget } from './widget.ts';

/** Most widgets beside each other: what is narrower cannot be read from a few steps away. */
const MOST_IN_LINE = 3;

/** Widgets of one kind, as wide as lets them fill their lines, and none wider than half the dashboard. */
export function spread<W extends Widget>(widgets: readonly W[]): W[] {
  const lines = linesOf(widgets.length);
  const widths = lines.flatMap((count) => new Array<number>(count).fill(COLUMNS / Math.max(2, count)));
  return widgets.map((widget, index) => ({ ...widget, width: widths[index] ?? widget.width }));
}

/** How many are on each line: 4 are 2 and 2 rather than 3 and 1. */
function linesOf(count: number): number[] {
  if (count <= MOST_IN_LINE) return count === 0 ? [] : [count];
  if (count === MOST_IN_LINE + 1) return [2, 2];
  return [MOST_IN_LINE, ...linesOf(count - MOST_IN_LINE)];
}
