import type { Exemplar } from '../exemplar.ts';
import type { NativeBuckets } from '../native/native_buckets.ts';

/** What one row holds; what is in it may change when the row is written. */
export interface RowValues {
  readonly cells: Float64Array;
  /** Where its cells begin. */
  readonly at: number;
  /** When counting began, in milliseconds since 1970; 0 where that is not known. */
  readonly created: number;
  readonly native: NativeBuckets | null;
  /** One place for each bucket, +Inf included; null where the row has none. */
  readonly exemplars: readonly (Exemplar | undefined)[] | null;
  /** Where its exemplars begin. */
  readonly exemplarsAt: number;
}
