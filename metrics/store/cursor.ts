import type { Exemplar } from '../exemplar.ts';
import type { NativeBuckets } from '../native/native_buckets.ts';
import type { Series } from '../series.ts';
import type { RowStore } from './row_store.ts';
import type { RowValues } from './row_values.ts';

/** Adds one row's cells to those of another row of the same label set. */
export type Merge = (into: Float64Array, cells: Float64Array, at: number) => void;

/**
 * Walks over what a family shows: one series for each label set, whoever wrote it. It is one object for the whole
 * walk, so that a scrape of many series allocates nothing for them.
 */
export class Cursor<S extends Series = Series> implements RowValues {
  cells: Float64Array;
  at = 0;
  created = 0;
  native: NativeBuckets | null = null;
  exemplars: readonly (Exemplar | undefined)[] | null = null;
  exemplarsAt = 0;
  readonly #store: RowStore<S>;
  readonly #merge: Merge;

  constructor(store: RowStore<S>, merge: Merge) {
    this.#store = store;
    this.#merge = merge;
    this.cells = store.limbo.cells;
  }

  /** Goes to a row; false where no series shows there. */
  seek(row: number): boolean {
    const { sets } = this.#store;
    if (sets.follows(row)) return false;
    const next = sets.next(row);
    if (next >= 0) return this.#seekShared(row);
    if (!this.#store.isAsItWas(row)) return this.#take(this.#store.read(row));
    const series = this.#store.handles[row];
    if (series === undefined) return false;
    const { chunk, at } = series;
    const index = at / this.#store.stride;
    this.cells = chunk.cells;
    this.at = at;
    this.created = chunk.created[index] as number;
    this.native = series.native;
    this.exemplars = chunk.exemplars;
    this.exemplarsAt = index * (chunk.bounds.length + 1);
    return true;
  }

  /** The label values of a row, in declared order. */
  labelValues(row: number): string[] {
    return this.#store.sets.values(row);
  }

  #seekShared(first: number): boolean {
    const rows: RowValues[] = [];
    for (let row = first; row >= 0; row = this.#store.sets.next(row)) {
      const values = this.#store.read(row);
      if (values !== null) rows.push(values);
    }
    const [one = null, ...others] = rows;
    if (one === null || others.length === 0) return this.#take(one);
    const cells = one.cells.slice(one.at, one.at + this.#store.stride);
    let native = one.native?.clone() ?? null;
    let exemplars = exemplarsOf(one, this.#store.buckets);
    for (const other of others) {
      this.#merge(cells, other.cells, other.at);
      if (other.native !== null) {
        if (native === null) native = other.native.clone();
        else native.merge(other.native);
      }
      exemplars = newest(exemplars, exemplarsOf(other, this.#store.buckets));
    }
    const created = rows.map((row) => row.created);
    return this.#take({
      cells,
      at: 0,
      created: Math.min(...created),
      native,
      exemplars,
      exemplarsAt: 0,
    });
  }

  #take(values: RowValues | null): boolean {
    if (values === null) return false;
    this.cells = values.cells;
    this.at = values.at;
    this.created = values.created;
    this.native = values.native;
    this.exemplars = values.exemplars;
    this.exemplarsAt = values.exemplarsAt;
    return true;
  }
}

type Exemplars = readonly (Exemplar | undefined)[] | null;

function exemplarsOf({ exemplars, exemplarsAt }: RowValues, buckets: number): Exemplars {
  return exemplars?.slice(exemplarsAt, exemplarsAt + buckets) ?? null;
}

function newest(these: Exemplars, those: Exemplars): Exemplars {
  if (these === null || those === null) return these ?? those;
  return these.map((one, index) => {
    const other = those[index];
    return (one?.timestamp ?? 0) > (other?.timestamp ?? 0) ? one : other;
  });
}
