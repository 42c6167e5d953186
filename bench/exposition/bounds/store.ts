import { BOUNDS, LABEL_SETS } from '../workload.ts';

const BUCKETS = BOUNDS.length + 1;

/** Counts per bucket and sums of all label sets in two typed arrays: the least that a histogram can be. */
export class Store {
  /** Not cumulative; the last bucket of a label set is +Inf. */
  readonly counts = new Float64Array(LABEL_SETS * BUCKETS);
  readonly sums = new Float64Array(LABEL_SETS);
  /** 1 where a label set has changed since somebody last looked. */
  readonly touched = new Uint8Array(LABEL_SETS).fill(1);

  observe(set: number, value: number): void {
    const at = set * BUCKETS + bucketIndex(value);
    this.counts[at] = (this.counts[at] as number) + 1;
    this.sums[set] = (this.sums[set] as number) + value;
    this.touched[set] = 1;
  }
}

/** The first bucket whose upper bound, inclusive, is not below the value. */
export function bucketIndex(value: number): number {
  let index = 0;
  while (index < BOUNDS.length && value > (BOUNDS[index] as number)) index += 1;
  return index;
}

export const BUCKETS_PER_SET = BUCKETS;
