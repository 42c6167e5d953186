import type { ClassicIndex } from '../classic_index.ts';
import type { Exemplar } from '../exemplar.ts';

/** The numbers of some label sets, `stride` cells each. Chunks never move, so that a handle can write into its own. */
export class Chunk {
  /** The number of its first row. */
  readonly base: number;
  readonly rows: number;
  readonly cells: Float64Array;
  /** When counting began, in milliseconds since 1970; 0 where that is not known. */
  readonly created: Float64Array;
  /** Bounds of classic buckets, ascending, without +Inf. */
  readonly bounds: Float64Array;
  /** Which classic bucket a value belongs to. */
  readonly classic: ClassicIndex;
  /** Whether a row has to be asked for before it is written: its values now are wanted, or it belongs to nobody. */
  guarded: boolean;
  /** Moves on whenever other rows show, or one has another creation. */
  version = 0;
  /** Of each bucket of each row, where there are any. */
  exemplars: (Exemplar | undefined)[] | null = null;
  /** Since when each row has not changed, in milliseconds of any clock, where somebody looks for that; 0 is not yet. */
  idle: { readonly since: Float64Array; readonly marks: Float64Array } | null = null;
  /** The smallest and the largest observation of each row since they were last taken, where somebody asks for them. */
  extremes: Float64Array | null = null;

  constructor(base: number, rows: number, stride: number, classic: ClassicIndex, guarded = false) {
    this.base = base;
    this.rows = rows;
    this.cells = new Float64Array(rows * stride);
    this.created = new Float64Array(rows);
    this.bounds = classic.bounds;
    this.classic = classic;
    this.guarded = guarded;
  }
}
