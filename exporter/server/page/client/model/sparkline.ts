const MOST_COLUMNS = 120;

/**
 * The `d` of an SVG path through a column of numbers, from 0 at the bottom to the largest one at the top. Many points become few, of which
 * each is the largest of its share, so that no peak is lost. Where nothing is known there is a gap.
 */
export function sparkline(column: readonly (number | null)[], width: number, height: number): string {
  const points = thinned(column);
  const most = Math.max(0, ...points.filter((value) => value !== null));
  const step = points.length > 1 ? width / (points.length - 1) : 0;
  let path = '';
  let isDrawing = false;
  points.forEach((value, index) => {
    if (value === null) {
      isDrawing = false;
      return;
    }
    const x = Math.round(index * step * 10) / 10;
    const y = Math.round((most === 0 ? height : height * (1 - Math.max(0, value) / most)) * 10) / 10;
    path += `${isDrawing ? 'L' : 'M'}${x} ${y}`;
    isDrawing = true;
  });
  return path;
}

/** The least, the largest and the last number of a column; null where there is none. */
export function summary(
  column: readonly (number | null)[],
): { readonly least: number; readonly most: number; readonly last: number | null } | null {
  const known = column.filter((value) => value !== null);
  if (known.length === 0) return null;
  return { least: Math.min(...known), most: Math.max(...known), last: column.at(-1) ?? null };
}

function thinned(column: readonly (number | null)[]): (number | null)[] {
  if (column.length <= MOST_COLUMNS) return [...column];
  return Array.from({ length: MOST_COLUMNS }, (_, index) => {
    const from = Math.floor((index * column.length) / MOST_COLUMNS);
    const to = Math.floor(((index + 1) * column.length) / MOST_COLUMNS);
    const known = column.slice(from, to).filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  });
}
