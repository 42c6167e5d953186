import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Family } from '../../metrics/family.ts';
import type { Series } from '../../metrics/series.ts';

/** For how long the last value of a series that has gone is remembered, in milliseconds. */
const REMEMBERED_MS = 300_000;
const MOST_REMEMBERED = 10_000;
/** Rows that are read at a stretch; others have their turns in between. */
const ROWS_BETWEEN_TURNS = 2_048;

/** The value of a label of one series; empty where it has none of that name. */
export type LabelOf = (label: string) => string;

/** Which rows of a family are counted together, and what a row has come to. */
export interface Counted {
  /** How many groups there are. */
  readonly groups: number;
  /** How many numbers each row and each group has. */
  readonly columns: number;
  /** The group of a label set; −1 for none. */
  groupOf(labelOf: LabelOf): number;
  /** Writes what a row has counted so far, from its cells, which begin at `at`. */
  read(cells: Float64Array, at: number, into: Float64Array): void;
}

/** When a reading is, and what the one before it can have seen. */
export interface ReadingTime {
  /** Milliseconds of a clock that is never set. */
  readonly uptime: number;
  /** When the reading before was, in milliseconds since 1970; null where there was none right before this one. */
  readonly before: number | null;
}

interface Gone {
  readonly values: Float64Array;
  readonly uptime: number;
}

/**
 * What comes to the rows of a family from one reading to the next, by group. It follows each producer's series for itself: where one of
 * several that share a label set ends, what the others go on with is no new count, and a source that goes on from its saved counts
 * after a reload is not counted anew.
 */
export class Increases {
  readonly #family: Family;
  readonly #counted: Counted;
  readonly #rows: (Series | undefined)[] = [];
  #groups = new Int32Array(ROWS_BETWEEN_TURNS);
  #values: Float64Array;
  readonly #gone = new Map<string, Gone>();
  readonly #present: Int32Array;
  readonly #now: Float64Array;

  constructor(family: Family, counted: Counted) {
    this.#family = family;
    this.#counted = counted;
    this.#present = new Int32Array(counted.groups);
    this.#now = new Float64Array(counted.columns);
    this.#values = new Float64Array(ROWS_BETWEEN_TURNS * counted.columns);
  }

  /** Whether a group had any series at the last reading. */
  isThere(group: number): boolean {
    return (this.#present[group] ?? 0) > 0;
  }

  /**
   * What came to each group since the reading before, its columns behind one another; a series that nobody has seen before counts where it
   * began since then. It takes turns with everything else; readings must not overlap.
   */
  async take(time: ReadingTime): Promise<Float64Array> {
    const { groups, columns } = this.#counted;
    const sums = new Float64Array(groups * columns);
    this.#present.fill(0);
    const { handles } = this.#family.store;
    // First of all, since others may go on from them.
    for (let row = 0; row < this.#rows.length; row += 1) this.#forget(row, time.uptime);
    for (let row = 0; row < handles.length; row += 1) {
      if (row > 0 && row % ROWS_BETWEEN_TURNS === 0) await nextTurn();
      const series = handles[row];
      if (series === undefined) continue;
      if (this.#rows[row] !== series) this.#meet(row, series, time);
      const group = this.#groups[row] ?? -1;
      if (group >= 0) this.#add(row, series, sums.subarray(group * columns, (group + 1) * columns), group);
    }
    this.#forgetGone(time.uptime);
    return sums;
  }

  #add(row: number, { chunk, at }: Series, sums: Float64Array, group: number): void {
    const { columns } = this.#counted;
    const now = this.#now;
    this.#counted.read(chunk.cells, at, now);
    const first = row * columns;
    let hasFallen = false;
    for (let column = 0; column < columns; column += 1) {
      if ((now[column] as number) < (this.#values[first + column] as number)) hasFallen = true;
    }
    for (let column = 0; column < columns; column += 1) {
      const value = now[column] as number;
      // A series that was removed and written again between two readings begins at zero.
      const increase = hasFallen ? value : value - (this.#values[first + column] as number);
      // Beyond all numbers nothing can be told any more.
      if (Number.isFinite(increase)) sums[column] = (sums[column] as number) + increase;
      this.#values[first + column] = value;
    }
    this.#present[group] = (this.#present[group] as number) + 1;
  }

  #meet(row: number, series: Series, { before, uptime }: ReadingTime): void {
    const { store, labelNames } = this.#family;
    this.#forget(row, uptime);
    this.#makeRoom(row);
    const labels = store.sets.values(row);
    const group = this.#counted.groupOf((label) => labels[labelNames.indexOf(label)] ?? '');
    this.#rows[row] = series;
    this.#groups[row] = group;
    if (group < 0) return;
    const start = this.#startOf(series, labels, before);
    this.#values.set(start, row * this.#counted.columns);
  }

  /** From where a new series counts: from zero where it began since the reading before, from where the one before it ended, or from now. */
  #startOf(series: Series, labels: readonly string[], before: number | null): Float64Array {
    const now = this.#now;
    this.#counted.read(series.chunk.cells, series.at, now);
    if (before === null) return now;
    const key = JSON.stringify(labels);
    const gone = this.#gone.get(key);
    this.#gone.delete(key);
    if (this.#family.store.createdOf(series) >= before) return now.fill(0);
    if (gone?.values.every((value, column) => value <= (now[column] as number))) return gone.values;
    return now;
  }

  #forget(row: number, uptime: number): void {
    const known = this.#rows[row];
    const { store } = this.#family;
    if (known === undefined || store.handles[row] === known) return;
    this.#rows[row] = undefined;
    const labels = store.rowless.get(known);
    const isCounted = (this.#groups[row] ?? -1) >= 0;
    if (!isCounted || labels === undefined || this.#gone.size >= MOST_REMEMBERED) return;
    const { columns } = this.#counted;
    const values = this.#values.slice(row * columns, (row + 1) * columns);
    this.#gone.set(JSON.stringify(labels), { values, uptime });
  }

  #forgetGone(uptime: number): void {
    for (const [key, gone] of this.#gone) {
      if (uptime - gone.uptime < REMEMBERED_MS) return;
      this.#gone.delete(key);
    }
  }

  #makeRoom(row: number): void {
    if (row < this.#groups.length) return;
    const rows = 2 * Math.max(row, this.#groups.length);
    const [groups, values] = [new Int32Array(rows), new Float64Array(rows * this.#counted.columns)];
    groups.set(this.#groups);
    values.set(this.#values);
    this.#groups = groups;
    this.#values = values;
  }
}
