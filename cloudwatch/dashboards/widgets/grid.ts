import type { PlacedWidget, Widget } from './widget.ts';

/** Columns of a dashboard: «Dashboard Body Structure and Syntax». */
export const COLUMNS = 24;

/** Widgets that belong together: those of the next section are all below them. */
export type Section = readonly Widget[];

/**
 * Gives each widget a place: sections from top to bottom, and the widgets of a section in their order, each as high up as it
 * fits, and there as far to the left.
 *
 * @throws RangeError where a widget is wider than the dashboard.
 */
export function placed(sections: readonly Section[]): PlacedWidget[] {
  const found: PlacedWidget[] = [];
  // How far down each column is taken.
  const skyline = new Array<number>(COLUMNS).fill(0);
  for (const section of sections) {
    skyline.fill(Math.max(...skyline));
    for (const widget of section) found.push(place(widget, skyline));
  }
  return found;
}

function place(widget: Widget, skyline: number[]): PlacedWidget {
  const { width, height } = widget;
  if (width > COLUMNS) throw new RangeError(`A widget is ${width} columns wide; a dashboard has ${COLUMNS}.`);
  let [x, y] = [0, Number.POSITIVE_INFINITY];
  for (let column = 0; column + width <= COLUMNS; column += 1) {
    const top = Math.max(...skyline.slice(column, column + width));
    if (top < y) [x, y] = [column, top];
  }
  skyline.fill(y + height, x, x + width);
  return { ...widget, x, y };
}
