/** The smallest and the largest of some observations; where there were none, +Infinity and −Infinity. */
export interface Extremes {
  readonly min: number;
  readonly max: number;
}

/** Cells of a row: the smallest, then the largest; NaN in both where they are not known. */
const CELLS = 2;
const MIN = 0;
const MAX = 1;

/** Nothing was observed. Put together with the extremes of others, it leaves them as they are. */
export const NOTHING_OBSERVED: Extremes = Object.freeze({
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
});

/** The extremes of so many rows, none of which has observed anything. */
export function newExtremes(rows: number): Float64Array {
  const extremes = new Float64Array(rows * CELLS);
  for (let row = 0; row < rows; row += 1) beginExtremes(extremes, row);
  return extremes;
}

/** From now on a row has observed nothing. */
export function beginExtremes(extremes: Float64Array, row: number): void {
  extremes[row * CELLS + MIN] = NOTHING_OBSERVED.min;
  extremes[row * CELLS + MAX] = NOTHING_OBSERVED.max;
}

/** A row has counted what nobody saw: until it begins anew, no observation makes its extremes known. */
export function loseExtremes(extremes: Float64Array, row: number): void {
  extremes.fill(Number.NaN, row * CELLS, (row + 1) * CELLS);
}

/** Takes an observation into account, unless it is NaN or infinite. */
export function widenExtremes(extremes: Float64Array, row: number, value: number): void {
  const at = row * CELLS;
  // Nothing is smaller than NaN, so that what is not known stays so.
  if (value < (extremes[at + MIN] as number) && value !== Number.NEGATIVE_INFINITY)
    extremes[at + MIN] = value;
  if (value > (extremes[at + MAX] as number) && value !== Number.POSITIVE_INFINITY)
    extremes[at + MAX] = value;
}

/** What a row has observed; it begins anew. Null where that is not known. */
export function takeExtremes(extremes: Float64Array, row: number): Extremes | null {
  const min = extremes[row * CELLS + MIN] as number;
  const max = extremes[row * CELLS + MAX] as number;
  // A family has many rows, and most are idle most of the time.
  if (min === NOTHING_OBSERVED.min) return NOTHING_OBSERVED;
  beginExtremes(extremes, row);
  return Number.isNaN(min) ? null : { min, max };
}
