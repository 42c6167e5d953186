const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
// Which half of a double comes first in memory depends on the processor.
double[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;

/** Doubles that agree in their highest 16 bits: sign, exponent and four bits of the mantissa. */
const CELLS = 1 << 16;
const CELL_SHIFT = 16;
const NEGATIVE = 1 << 15;

/** Indexes by their bounds: nearly all histograms of a process have the same. */
const known = new Map<string, ClassicIndex>();
const MOST_KNOWN = 32;

/**
 * Which classic bucket a value belongs to: the first whose upper bound, inclusive, is not below it. A table says how
 * many bounds lie below all values like this one; mostly no more than one comparison is left, which is rarely
 * mispredicted, unlike the steps of a binary search.
 */
export class ClassicIndex {
  readonly bounds: Float64Array;
  readonly #below: Uint16Array;

  constructor(bounds: Float64Array) {
    this.bounds = bounds;
    this.#below = new Uint16Array(CELLS);
    for (let cell = 0; cell < CELLS; cell += 1) this.#below[cell] = boundsBelow(bounds, cell);
  }

  /** The index for some ascending bounds; the same one for the same bounds. */
  static of(bounds: Float64Array): ClassicIndex {
    const key = bounds.join();
    const index = known.get(key) ?? new ClassicIndex(bounds);
    if (known.size < MOST_KNOWN) known.set(key, index);
    return index;
  }

  /** From 0 to as many as there are bounds, which is +Inf's; NaN's, too. */
  of(value: number): number {
    const { bounds } = this;
    if (Number.isNaN(value)) return bounds.length;
    double[0] = value;
    let index = this.#below[(words[HIGH] as number) >>> CELL_SHIFT] as number;
    while (index < bounds.length && value > (bounds[index] as number)) index += 1;
    return index;
  }
}

/** How many bounds lie below every number of a cell. */
function boundsBelow(bounds: Float64Array, cell: number): number {
  // Going away from zero, a negative cell begins with its highest number; the next cell's lies below all of it.
  const isNegative = cell >= NEGATIVE;
  double[0] = 0;
  words[HIGH] = (isNegative ? cell + 1 : cell) << CELL_SHIFT;
  const lowest = isNegative && cell + 1 === CELLS ? Number.NaN : (double[0] as number);
  // Of NaNs, and of what lies beyond the infinities, there is nothing to tell here.
  if (Number.isNaN(lowest)) return isNegative ? 0 : bounds.length;
  let count = 0;
  while (
    count < bounds.length &&
    ((bounds[count] as number) < lowest || (isNegative && bounds[count] === lowest))
  ) {
    count += 1;
  }
  return count;
}
