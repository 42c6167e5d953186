import { bucketIndex, MAX_SCHEMA, MIN_SCHEMA } from './bounds.ts';
import type { BucketCounts } from './bucket_counts.ts';
import { ExponentialCounts } from './exponential_counts.ts';

const NOT_FINITE = ['NaN', 'Infinity', '-Infinity'];

/** Everything that was counted, as plain JSON; it survives `JSON.stringify` and `JSON.parse` exactly. */
export interface NativeState {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly count: number;
  /** A word where the sum is not finite, since JSON has no such numbers. */
  readonly sum: number | 'NaN' | 'Infinity' | '-Infinity';
  /** Milliseconds since 1970. */
  readonly createdTimestamp: number;
  readonly positive: SavedBuckets;
  readonly negative: SavedBuckets;
}

/** Index and count of each filled bucket, ascending. */
type SavedBuckets = readonly (readonly [index: number, count: number])[];

/** Counts as they are saved. */
export function stateOf(counts: ExponentialCounts): NativeState {
  return {
    schema: counts.schema,
    zeroThreshold: counts.zeroThreshold,
    zeroCount: counts.zeroCount,
    count: counts.count,
    sum: Number.isFinite(counts.sum) ? counts.sum : (String(counts.sum) as NativeState['sum']),
    createdTimestamp: counts.createdTimestamp,
    positive: saved(counts.positive),
    negative: saved(counts.negative),
  };
}

/** Counts as they were saved. Throws a RangeError for a state that no histogram can have been in. */
export function countsOf(state: NativeState): ExponentialCounts {
  check(state);
  const counts = new ExponentialCounts(state.schema, state.zeroThreshold, state.createdTimestamp);
  counts.count = state.count;
  counts.sum = Number(state.sum);
  counts.zeroCount = state.zeroCount;
  for (const [index, count] of state.positive) counts.positive.add(index, count);
  for (const [index, count] of state.negative) counts.negative.add(index, count);
  return counts;
}

/** Whether something is a state that a histogram can have been in. */
export function isNativeState(state: unknown): state is NativeState {
  try {
    check(state as NativeState);
    return true;
  } catch {
    return false;
  }
}

function saved(buckets: BucketCounts): SavedBuckets {
  return Array.from(buckets.indexes(), (index) => [index, buckets.get(index)] as const);
}

// One impossible index or count in a file would make Prometheus refuse the whole scrape.
function check(state: NativeState): void {
  const { schema } = state;
  if (!Number.isInteger(schema) || schema < MIN_SCHEMA || schema > MAX_SCHEMA) refuse('schema', schema);
  const { zeroThreshold } = state;
  if (!Number.isFinite(zeroThreshold) || zeroThreshold < 0) refuse('zero threshold', zeroThreshold);
  if (!Number.isFinite(state.createdTimestamp)) refuse('created timestamp', state.createdTimestamp);
  if (typeof state.sum !== 'number' && !NOT_FINITE.includes(state.sum)) refuse('sum', state.sum);
  if (!Array.isArray(state.positive)) refuse('positive buckets', state.positive);
  if (!Array.isArray(state.negative)) refuse('negative buckets', state.negative);
  const lowest = bucketIndex(Number.MIN_VALUE, schema);
  const highest = bucketIndex(Number.POSITIVE_INFINITY, schema);
  let counted = state.zeroCount;
  if (!isCount(counted)) refuse('zero count', counted);
  for (const [index, count] of [...state.positive, ...state.negative]) {
    if (!Number.isInteger(index) || index < lowest || index > highest) refuse('bucket index', index);
    if (!isCount(count) || count === 0) refuse(`count of bucket ${index}`, count);
    counted += count;
  }
  if (!isCount(state.count) || counted > state.count) refuse('count', state.count);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function refuse(what: string, value: unknown): never {
  throw new RangeError(`Saved native histogram: no histogram has the ${what} ${JSON.stringify(value)}.`);
}
