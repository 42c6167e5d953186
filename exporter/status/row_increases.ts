import type { Pacer } from '../../metrics/exposition/page/pacer.ts';
import type { Family } from '../../metrics/family.ts';
import type { Series } from '../../metrics/series.ts';
import { LeftRows } from './left_rows.ts';
import type { SignalNames } from './signal_names.ts';

const ROWS_OF_A_CHUNK = 1024;
/** How often the clock is looked at. */
const ROWS_BETWEEN_LOOKS = 32;

/** One reading of a family. */
export interface Reading {
  /** Counts readings. */
  readonly tick: number;
  /** When the reading before began, in milliseconds since 1970: what began after it counts from zero. */
  readonly since: number;
  /** Whether anybody asks what came; else it is only noted what there is. */
  readonly counts: boolean;
  readonly pacer: Pacer;
}

/** Is told of each row by the number of its route. */
export interface RowVisitor {
  /** A row that was not there at the reading before. */
  met(route: number): void;
  /** What came to a row since the reading before; the array is used again. */
  came(route: number, hasFailed: boolean, increase: Float64Array): void;
}

/** What some rows had come to when they were last read. */
class Noted {
  readonly series: (Series | undefined)[] = new Array(ROWS_OF_A_CHUNK).fill(undefined);
  readonly created = new Float64Array(ROWS_OF_A_CHUNK);
  readonly routes = new Int32Array(ROWS_OF_A_CHUNK);
  readonly hasFailed = new Uint8Array(ROWS_OF_A_CHUNK);
  readonly cells: Float64Array;

  constructor(width: number) {
    this.cells = new Float64Array(ROWS_OF_A_CHUNK * width);
  }
}

/**
 * What came to each row of a family of golden signals from one reading to the next, each producer's by itself, so that one who leaves
 * takes nothing away from the others. A row that is new counts from zero, one that fell or began anew counts in full, and one that is
 * older than the reading before only begins to count; but where a producer was stopped and has started again, its rows go on.
 */
export class RowIncreases {
  readonly #family: Family;
  readonly #names: SignalNames;
  /** Cells of a row that only grow: the value of a counter, the buckets of a histogram. */
  readonly #width: number;
  readonly #chunks: Noted[] = [];
  readonly #left = new LeftRows();
  readonly #increase: Float64Array;

  /** Of a counter or histogram by service, method, route and status, in that order. */
  constructor(family: Family, names: SignalNames) {
    this.#family = family;
    this.#names = names;
    this.#width = family.type === 'histogram' ? family.bounds.length + 1 : 1;
    this.#increase = new Float64Array(this.#width);
  }

  /** Reads every row, taking turns with everything else. Readings must not overlap. */
  async read(reading: Reading, visitor: RowVisitor): Promise<void> {
    const { handles } = this.#family.store;
    const met: number[] = [];
    for (let row = 0; row < handles.length; row += 1) {
      if (row % ROWS_BETWEEN_LOOKS === 0 && reading.pacer.isDue) await reading.pacer.turn();
      const noted = this.#notedOf(row);
      const index = row % ROWS_OF_A_CHUNK;
      const series = handles[row];
      const before = noted.series[index];
      if (series !== undefined && series === before) {
        this.#advance(series, noted, index, reading, visitor);
        continue;
      }
      if (before !== undefined) this.#leave(before, noted, index, reading);
      if (series !== undefined) met.push(row);
    }
    // After all others: what they go on from may have been found only now.
    for (const row of met) {
      if (reading.pacer.isDue) await reading.pacer.turn();
      const series = handles[row];
      if (series !== undefined) this.#meet(series, row, reading, visitor);
    }
    this.#left.forgetBefore(reading.tick);
  }

  #advance(series: Series, noted: Noted, index: number, reading: Reading, visitor: RowVisitor): void {
    const route = noted.routes[index] as number;
    this.#names.saw(route, reading.tick);
    const created = this.#createdOf(series);
    const before = noted.created[index] as number;
    noted.created[index] = created;
    const from = created > before ? null : noted.cells;
    const hasCome = this.#note(series, from, noted, index);
    // What was added to it with an earlier beginning is older than what was seen of it.
    if (!hasCome || !reading.counts || created < before) return;
    visitor.came(route, noted.hasFailed[index] === 1, this.#increase);
  }

  #meet(series: Series, row: number, reading: Reading, visitor: RowVisitor): void {
    const noted = this.#notedOf(row);
    const index = row % ROWS_OF_A_CHUNK;
    const values = this.#family.store.sets.values(row);
    const [service = '', method = '', path = '', status = ''] = values;
    const route = this.#names.route({ service, method, route: path }, reading.tick);
    const created = this.#createdOf(series);
    this.#names.saw(route, reading.tick);
    noted.series[index] = series;
    noted.created[index] = created;
    noted.routes[index] = route;
    noted.hasFailed[index] = isFailure(status) ? 1 : 0;
    visitor.met(route);
    const { chunk, at } = series;
    const before = this.#left.recall(values, created, chunk.cells.subarray(at, at + this.#width));
    const isNew = created >= reading.since;
    if (before !== null) noted.cells.set(before, index * this.#width);
    const hasCome = this.#note(series, before === null ? null : noted.cells, noted, index);
    if (!hasCome || !reading.counts || (before === null && !isNew)) return;
    visitor.came(route, noted.hasFailed[index] === 1, this.#increase);
  }

  #leave(series: Series, noted: Noted, index: number, { tick }: Reading): void {
    noted.series[index] = undefined;
    // One that has another row has begun anew there.
    const values = this.#family.store.rowless.get(series);
    if (values === undefined) return;
    const from = index * this.#width;
    const cells = noted.cells.slice(from, from + this.#width);
    this.#left.remember(values, { created: noted.created[index] as number, cells, tick });
  }

  /**
   * Notes what a row has come to, and writes into `#increase` what came since `before`, all of it where that is null or more than now.
   * Answers whether anything came.
   */
  #note({ chunk, at }: Series, before: Float64Array | null, noted: Noted, index: number): boolean {
    const width = this.#width;
    const increase = this.#increase;
    const from = index * width;
    let isReset = before === null;
    for (let cell = 0; !isReset && cell < width; cell += 1) {
      isReset = (chunk.cells[at + cell] as number) < (noted.cells[from + cell] as number);
    }
    let hasCome = false;
    for (let cell = 0; cell < width; cell += 1) {
      const now = chunk.cells[at + cell] as number;
      const came = isReset ? now : now - (noted.cells[from + cell] as number);
      // Not a number where both are infinite.
      increase[cell] = came > 0 && came < Number.POSITIVE_INFINITY ? came : 0;
      if (came > 0) hasCome = true;
      noted.cells[from + cell] = now;
    }
    return hasCome;
  }

  #createdOf({ chunk, at }: Series): number {
    return chunk.created[at / this.#family.store.stride] as number;
  }

  #notedOf(row: number): Noted {
    const index = Math.floor(row / ROWS_OF_A_CHUNK);
    let noted = this.#chunks[index];
    if (noted === undefined) {
      noted = new Noted(this.#width);
      this.#chunks[index] = noted;
    }
    return noted;
  }
}

/** As the recording rules have it: 5xx, also where only the class of a status is known. */
function isFailure(status: string): boolean {
  return /^5..$/s.test(status);
}
