import type { NativeBuckets } from './native/native_buckets.ts';
import type { NativeState } from './native/state.ts';
import type { Part } from './part.ts';
import type { Chunk } from './store/chunk.ts';

/** What survives a restart: a number, or the counts and sum of a histogram. */
export type SeriesState =
  | number
  | { readonly counts: readonly number[]; readonly sum: number; readonly native?: NativeState | undefined };

/**
 * A handle on one label set of one producer: what `inc`, `set` or `observe` is called on. Keep it on a hot path:
 * it writes straight into its row, and hashes and allocates nothing. A label set that was removed or has expired
 * begins anew when its handle is written.
 */
export abstract class Series {
  chunk: Chunk;
  /** Where its cells begin in the chunk. */
  at = 0;
  native: NativeBuckets | null = null;
  readonly part: Part;

  constructor(part: Part, values: readonly string[]) {
    const { store } = part.family;
    this.part = part;
    this.chunk = store.limbo;
    store.rowless.set(this, values);
  }

  /** Whether it has a row. Without one, what is written to it is lost, or gives it one. */
  get isKept(): boolean {
    return this.chunk !== this.part.family.store.limbo;
  }

  abstract state(): SeriesState;

  /** Adds what was saved, with the bucket bounds of then. */
  abstract restore(state: SeriesState, bounds: readonly number[]): void;

  /** A number that is another one after each write. */
  abstract mark(): number;

  /** Called when it has got a row of zeros. */
  begin(): void {}
}
