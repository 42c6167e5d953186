import { ClassicIndex } from '../classic_index.ts';
import type { Exemplar } from '../exemplar.ts';
import type { Series } from '../series.ts';
import { Chunk } from './chunk.ts';
import { beginExtremes, newExtremes } from './extremes.ts';
import { LabelSets } from './label_sets.ts';
import type { RowValues } from './row_values.ts';

/** The first chunk's rows; the next ones double up to the largest. */
const SMALLEST_CHUNK = 8;
const LARGEST_CHUNK = 64;
/** Rows in the chunks that are smaller than the largest. */
const IN_SMALLER_CHUNKS = LARGEST_CHUNK - SMALLEST_CHUNK;

/**
 * The label sets of one family as rows of numbers. A row belongs to one handle, and so to one producer; several
 * producers' rows of the same label set are chained.
 *
 * While the rows are read (`beginReading` to `endReading`), whoever writes a row first leaves a copy of its values
 * behind, and rows neither vanish nor are used again: a reader who pauses between rows still sees one moment.
 */
export class RowStore<S extends Series = Series> {
  readonly sets: LabelSets;
  readonly stride: number;
  /** Classic buckets of a row, +Inf included. */
  readonly buckets: number;
  readonly chunks: Chunk[] = [];
  readonly handles: (S | undefined)[] = [];
  /** What handles write into that have no row. */
  readonly limbo: Chunk;
  /** The label values of handles that have no row. */
  readonly rowless = new WeakMap<Series, readonly string[]>();
  readonly #classic: ClassicIndex;
  readonly #free: number[] = [];
  #tracksExtremes = false;
  #isRead = false;
  /** Rows that were there when the reading began. */
  #rowsRead = 0;
  /** Values at the beginning of the reading, of rows that were written or removed since. */
  readonly #before = new Map<number, RowValues>();
  readonly #removedMeanwhile: number[] = [];

  constructor(labelNames: readonly string[], stride: number, bounds: readonly number[] = []) {
    this.sets = new LabelSets(labelNames);
    this.stride = stride;
    this.buckets = bounds.length + 1;
    this.#classic = ClassicIndex.of(Float64Array.from(bounds));
    this.limbo = new Chunk(0, 1, stride, this.#classic, true);
  }

  chunkOf(row: number): Chunk {
    const index =
      row < IN_SMALLER_CHUNKS
        ? 31 - Math.clz32(row / SMALLEST_CHUNK + 1)
        : Math.log2(LARGEST_CHUNK / SMALLEST_CHUNK) + Math.floor((row - IN_SMALLER_CHUNKS) / LARGEST_CHUNK);
    return this.chunks[index] ?? this.#grow();
  }

  /** The row of a handle that is in this store. */
  rowOf({ chunk, at }: S): number {
    return chunk.base + at / this.stride;
  }

  /** Gives a handle a row of zeros. */
  attach(series: S, values: readonly string[]): void {
    const row = (this.#isRead ? undefined : this.#free.pop()) ?? this.handles.length;
    const chunk = this.chunkOf(row);
    this.handles[row] = series;
    this.rowless.delete(series);
    this.sets.link(row, values);
    series.chunk = chunk;
    series.at = (row - chunk.base) * this.stride;
    chunk.cells.fill(0, series.at, series.at + this.stride);
    chunk.created[row - chunk.base] = Date.now();
    const index = row - chunk.base;
    chunk.exemplars?.fill(undefined, index * this.buckets, (index + 1) * this.buckets);
    if (chunk.idle !== null) chunk.idle.since[index] = 0;
    if (chunk.extremes !== null) beginExtremes(chunk.extremes, index);
    this.#showsAnew(row);
  }

  /** Takes its row from a handle, which writes into limbo from now on. */
  detach(series: S): void {
    const row = this.rowOf(series);
    this.preserve(series);
    this.handles[row] = undefined;
    this.rowless.set(series, this.sets.values(row));
    series.chunk = this.limbo;
    series.at = 0;
    if (this.#isRead) this.#removedMeanwhile.push(row);
    else this.#release(row);
  }

  /** Leaves a copy of a row's values for whoever is reading, before they change. */
  preserve(series: S): void {
    if (!this.#isRead) return;
    const row = this.rowOf(series);
    if (row >= this.#rowsRead || this.#before.has(row)) return;
    const { cells, at, created, native, exemplars, exemplarsAt } = this.#valuesOf(series);
    this.#before.set(row, {
      cells: cells.slice(at, at + this.stride),
      at: 0,
      created,
      native: native?.clone() ?? null,
      exemplars: exemplars?.slice(exemplarsAt, exemplarsAt + this.buckets) ?? null,
      exemplarsAt: 0,
    });
  }

  /**
   * For how many milliseconds a row has stayed as it is, as far as is known: not longer than since the first question.
   * `mark` is a number that changes whenever the row is written.
   */
  idleFor({ chunk, at }: S, mark: number, now: number): number {
    const index = at / this.stride;
    chunk.idle ??= { since: new Float64Array(chunk.rows), marks: new Float64Array(chunk.rows) };
    const { since, marks } = chunk.idle;
    if (since[index] === 0 || !Object.is(marks[index], mark)) since[index] = now;
    marks[index] = mark;
    return now - (since[index] as number);
  }

  /** The exemplars of a row's buckets, made at the first call. */
  exemplarsOf(series: S): { readonly all: (Exemplar | undefined)[]; readonly from: number } {
    const { chunk } = series;
    chunk.exemplars ??= new Array(chunk.rows * this.buckets).fill(undefined);
    return { all: chunk.exemplars, from: (series.at / this.stride) * this.buckets };
  }

  /**
   * Begins to keep each row's smallest and largest observation, or ends it and forgets them; answers whether that is a change.
   * At the beginning every row is taken to have observed nothing.
   */
  trackExtremes(isTracked: boolean): boolean {
    if (isTracked === this.#tracksExtremes) return false;
    this.#tracksExtremes = isTracked;
    for (const chunk of this.chunks) chunk.extremes = isTracked ? newExtremes(chunk.rows) : null;
    return true;
  }

  /** When counting of a row began, in milliseconds since 1970; 0 where that is not known. */
  createdOf({ chunk, at }: S): number {
    return chunk.created[at / this.stride] as number;
  }

  /** A row goes on from what began earlier; 0 where it is not known when. */
  beganAt(series: S, milliseconds: number): void {
    const { chunk } = series;
    const index = series.at / this.stride;
    chunk.created[index] = Math.min(chunk.created[index] as number, milliseconds);
    this.#showsAnew(this.sets.firstOf(this.rowOf(series)));
  }

  /** From now on `read` answers with the values of this moment. Answers how many rows there are. */
  beginReading(): number {
    if (this.#isRead) throw new Error('This metric is being read already.');
    this.#isRead = true;
    this.#rowsRead = this.handles.length;
    for (const chunk of this.chunks) chunk.guarded = true;
    return this.#rowsRead;
  }

  endReading(): void {
    this.#isRead = false;
    this.#before.clear();
    for (const chunk of this.chunks) chunk.guarded = false;
    for (const row of this.#removedMeanwhile.splice(0)) this.#release(row);
  }

  /** A row's values when the reading began, or now where none is under way; null where nobody has the row. */
  read(row: number): RowValues | null {
    if (this.#isRead && row >= this.#rowsRead) return null;
    const before = this.#before.get(row);
    if (before !== undefined) return before;
    const series = this.handles[row];
    return series === undefined ? null : this.#valuesOf(series);
  }

  /** Whether a row's own cells still hold what `read` answers. */
  isAsItWas(row: number): boolean {
    return !this.#isRead || (row < this.#rowsRead && !this.#before.has(row));
  }

  #valuesOf({ chunk, at, native }: S): RowValues {
    const row = at / this.stride;
    const { cells, created, exemplars } = chunk;
    return { cells, at, created: created[row] as number, native, exemplars, exemplarsAt: row * this.buckets };
  }

  #release(row: number): void {
    const first = this.sets.unlink(row);
    this.#free.push(row);
    this.#showsAnew(row);
    if (first >= 0) this.#showsAnew(first);
  }

  #showsAnew(row: number): void {
    this.chunkOf(row).version += 1;
  }

  #grow(): Chunk {
    const last = this.chunks.at(-1);
    const base = last === undefined ? 0 : last.base + last.rows;
    const rows = last === undefined ? SMALLEST_CHUNK : Math.min(last.rows * 2, LARGEST_CHUNK);
    const chunk = new Chunk(base, rows, this.stride, this.#classic, this.#isRead);
    if (this.#tracksExtremes) chunk.extremes = newExtremes(rows);
    this.chunks.push(chunk);
    return chunk;
  }
}
