import { bucketIndex, upperBound } from './bounds.ts';
import { BucketCounts } from './bucket_counts.ts';
import type { NativeBucket } from './quantile.ts';

/** What a native histogram has counted since its creation, at one schema and one zero threshold. */
export class ExponentialCounts {
  schema: number;
  zeroThreshold: number;
  /** Milliseconds since 1970. */
  createdTimestamp: number;
  count = 0;
  sum = 0;
  zeroCount = 0;
  positive = new BucketCounts();
  negative = new BucketCounts();

  constructor(schema: number, zeroThreshold: number, createdTimestamp: number) {
    this.schema = schema;
    this.zeroThreshold = zeroThreshold;
    this.createdTimestamp = createdTimestamp;
  }

  /** Filled buckets of both signs, without the zero bucket. */
  get size(): number {
    return this.positive.size + this.negative.size;
  }

  /** Counts a value so many times; NaN counts in no bucket. Answers whether a bucket was empty before. */
  observe(value: number, times: number): boolean {
    this.count += times;
    this.sum += value * times;
    if (value > this.zeroThreshold) return this.positive.add(bucketIndex(value, this.schema), times);
    if (value < -this.zeroThreshold) return this.negative.add(bucketIndex(value, this.schema), times);
    if (!Number.isNaN(value)) this.zeroCount += times;
    return false;
  }

  /** Counts a value so many times, but leaves the sum alone. */
  addCount(value: number, count: number): void {
    this.count += count;
    if (value > this.zeroThreshold) this.positive.add(bucketIndex(value, this.schema), count);
    else if (value < -this.zeroThreshold) this.negative.add(bucketIndex(value, this.schema), count);
    else this.zeroCount += count;
  }

  /** Adds what another holds, which is left as it is; both are first made as coarse as the coarser. */
  add(other: ExponentialCounts): void {
    const aligned = other.schema === this.schema && other.zeroThreshold === this.zeroThreshold;
    const that = aligned ? other : other.clone();
    while (this.zeroThreshold !== that.zeroThreshold) {
      if (this.zeroThreshold < that.zeroThreshold) this.widenTo(that.zeroThreshold);
      else that.widenTo(this.zeroThreshold);
    }
    const schema = Math.min(this.schema, that.schema);
    this.lowerTo(schema);
    that.lowerTo(schema);

    this.createdTimestamp = earlierCreation(this, that);
    this.count += that.count;
    this.sum += that.sum;
    this.zeroCount += that.zeroCount;
    this.positive.addAll(that.positive);
    this.negative.addAll(that.negative);
  }

  /** Raises the zero threshold, to the end of the filled bucket that it lies in if there is one. */
  widenTo(threshold: number): void {
    const index = bucketIndex(threshold, this.schema);
    const cuts = this.positive.get(index) > 0 || this.negative.get(index) > 0;
    this.zeroThreshold = cuts ? upperBound(index, this.schema) : threshold;
    this.zeroCount += this.positive.takeUpTo(index) + this.negative.takeUpTo(index);
  }

  /** Lowers the schema, uniting neighbours; does nothing where it is that low. */
  lowerTo(schema: number): void {
    if (schema >= this.schema) return;
    this.positive.coarsen(this.schema - schema);
    this.negative.coarsen(this.schema - schema);
    this.schema = schema;
  }

  /**
   * Takes the filled buckets closest to zero, one or one of each sign, into the zero bucket. Answers whether it
   * did: not where its threshold would have to exceed the maximum.
   */
  widenByOne(maximum: number): boolean {
    const index = Math.min(this.positive.lowest(), this.negative.lowest());
    const bound = upperBound(index, this.schema);
    if (bound > maximum) return false;
    this.zeroThreshold = Math.max(this.zeroThreshold, bound);
    this.zeroCount += this.positive.takeUpTo(index) + this.negative.takeUpTo(index);
    return true;
  }

  /** Filled buckets, the zero bucket among them, from the most negative to the most positive. */
  buckets(): NativeBucket[] {
    const { positive, negative, schema, zeroCount, zeroThreshold } = this;
    const buckets: NativeBucket[] = [];
    for (const index of negative.indexes().reverse()) {
      const upper = Math.min(-upperBound(index - 1, schema), -zeroThreshold);
      buckets.push({ lower: -upperBound(index, schema), upper, count: negative.get(index) });
    }
    if (zeroCount > 0) buckets.push({ lower: -zeroThreshold, upper: zeroThreshold, count: zeroCount });
    for (const index of positive.indexes()) {
      const lower = Math.max(upperBound(index - 1, schema), zeroThreshold);
      buckets.push({ lower, upper: upperBound(index, schema), count: positive.get(index) });
    }
    return buckets;
  }

  clone(): ExponentialCounts {
    const copy = new ExponentialCounts(this.schema, this.zeroThreshold, this.createdTimestamp);
    copy.count = this.count;
    copy.sum = this.sum;
    copy.zeroCount = this.zeroCount;
    copy.positive = this.positive.clone();
    copy.negative = this.negative.clone();
    return copy;
  }
}

/** Whoever has counted nothing has no say: restoring into a new one keeps when counting began. */
function earlierCreation(one: ExponentialCounts, other: ExponentialCounts): number {
  if (one.count === 0 && other.count > 0) return other.createdTimestamp;
  if (one.count > 0 && other.count === 0) return one.createdTimestamp;
  return Math.min(one.createdTimestamp, other.createdTimestamp);
}
