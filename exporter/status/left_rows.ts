/** Most rows that are remembered. */
const MOST = 20_000;
/** For how many ticks: as long as a source may take to start again. */
const TICKS = 12;

/** What a row had come to when it was last read. */
export interface LeftRow {
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly cells: Float64Array;
  /** When it was found to be gone. */
  readonly tick: number;
}

/** Rows whose producer has left, until they come back with the same labels and the same beginning: a source that was started again. */
export class LeftRows {
  /** By labels and beginning, which several producers may share. */
  readonly #rows = new Map<string, LeftRow[]>();
  #count = 0;

  remember(labelValues: readonly string[], row: LeftRow): void {
    if (this.#count >= MOST) return;
    this.#count += 1;
    const key = keyOf(labelValues, row.created);
    const its = this.#rows.get(key);
    if (its === undefined) this.#rows.set(key, [row]);
    else its.push(row);
  }

  /**
   * What a row with these cells goes on from, which is then forgotten: of what left last, the most that is not more. Null where there is
   * none.
   */
  recall(labelValues: readonly string[], created: number, cells: Float64Array): Float64Array | null {
    if (this.#count === 0) return null;
    const key = keyOf(labelValues, created);
    const its = this.#rows.get(key) ?? [];
    const [found] = its
      .filter((row) => row.cells.every((cell, index) => cell <= (cells[index] as number)))
      .toSorted((one, other) => other.tick - one.tick || sum(other.cells) - sum(one.cells));
    if (found === undefined) return null;
    its.splice(its.indexOf(found), 1);
    if (its.length === 0) this.#rows.delete(key);
    this.#count -= 1;
    return found.cells;
  }

  /** Lets go of what left too long before a tick. */
  forgetBefore(tick: number): void {
    for (const [key, its] of this.#rows) {
      const kept = its.filter((row) => tick - row.tick <= TICKS);
      if (kept.length === its.length) continue;
      this.#count -= its.length - kept.length;
      if (kept.length === 0) this.#rows.delete(key);
      else this.#rows.set(key, kept);
    }
  }
}

function keyOf(labelValues: readonly string[], created: number): string {
  return `${created}\u0000${labelValues.join('\u0000')}`;
}

function sum(cells: Float64Array): number {
  return cells.reduce((total, cell) => total + cell, 0);
}
