import { MIN_SCHEMA } from './bounds.ts';
import type { BucketCounts } from './bucket_counts.ts';
import { ExponentialCounts } from './exponential_counts.ts';
import { type NativeHistogramProto, protoOf } from './proto.ts';
import { type NativeBucket, quantileOf } from './quantile.ts';
import { type NativeSettings, nativeSettings } from './settings.ts';
import { type SpannedBuckets, spannedBuckets } from './spans.ts';
import { countsOf, type NativeState, stateOf } from './state.ts';

const DEFAULT_SETTINGS = nativeSettings();

/**
 * The exponential buckets of one Prometheus native histogram, with its count and sum. Counts as client_golang's
 * histogram does, bucket for bucket, and like it keeps the filled buckets within a limit: it starts anew if it
 * is old enough, else widens the zero bucket, else halves the resolution.
 */
export class NativeBuckets {
  readonly #settings: NativeSettings;
  #counts: ExponentialCounts;

  /** Takes settings from `nativeSettings`, which has checked them. */
  constructor(settings: NativeSettings = DEFAULT_SETTINGS) {
    this.#settings = settings;
    this.#counts = nothingYet(settings);
  }

  /** From −4 to 8; at most what the settings say. */
  get schema(): number {
    return this.#counts.schema;
  }

  /** Up to this absolute value, inclusive, observations count as zero; at least what the settings say. */
  get zeroThreshold(): number {
    return this.#counts.zeroThreshold;
  }

  get zeroCount(): number {
    return this.#counts.zeroCount;
  }

  /** All observations, those of NaN included, which are in no bucket. */
  get count(): number {
    return this.#counts.count;
  }

  get sum(): number {
    return this.#counts.sum;
  }

  /**
   * Milliseconds since 1970 at which counting began. It moves on when `observe` or `resetIfDue` starts anew:
   * classic buckets in the same message must then start anew too.
   */
  get createdTimestamp(): number {
    return this.#counts.createdTimestamp;
  }

  /** Filled buckets of both signs, without the zero bucket: what the limit is on. */
  get size(): number {
    return this.#counts.size;
  }

  /**
   * Counts a value. An infinity has a bucket of its own above all others; NaN is in the count, makes the sum
   * NaN and is in no bucket. `times`, a whole number over 0, counts it so often at once.
   */
  observe(value: number, times = 1): void {
    if (this.#counts.observe(value, times) && this.#counts.size > this.#settings.maxBuckets)
      this.#limit(value, times);
  }

  /**
   * Starts anew where this is coarser than the settings say, by its limit or by what was merged in, and
   * `minResetDuration` has passed since it began; answers whether it did. Called right after a scrape was
   * rendered, it loses nothing to whoever scraped.
   */
  resetIfDue(): boolean {
    const { schema, zeroThreshold } = this.#settings;
    const coarser = this.schema !== schema || this.zeroThreshold !== zeroThreshold;
    if (!coarser || !this.#isOldEnough()) return false;
    this.#counts = nothingYet(this.#settings);
    return true;
  }

  /**
   * Adds what another has counted. The result has the lower schema, the larger zero threshold (moved up to the
   * end of a filled bucket that it would cut: Prometheus, «Native histograms», section «Zero bucket») and the
   * earlier creation of the two. It is kept within this one's limit, but never starts anew.
   */
  merge(other: NativeBuckets): void {
    this.#counts.add(other.#counts);
    this.#reduce();
  }

  /** The same counts and settings, counting on by itself. */
  clone(): NativeBuckets {
    const copy = new NativeBuckets(this.#settings);
    copy.#counts = this.#counts.clone();
    return copy;
  }

  /** Everything counted, as plain JSON. */
  state(): NativeState {
    return stateOf(this.#counts);
  }

  /**
   * Adds saved counts, as `merge` does; a new one with the same settings becomes what was saved. Where the
   * settings have become finer since, it stays as coarse as the saved counts until it starts anew.
   * Throws a RangeError for a state that no histogram can have been in, and then adds nothing.
   */
  restore(state: NativeState): void {
    this.#counts.add(countsOf(state));
    this.#reduce();
  }

  /**
   * Adds classic buckets: counts, not cumulative, the last one above all bounds, and their sum. Each count goes to
   * the bucket that holds its upper bound, so that no bucket claims more than was below it.
   */
  addClassic(counts: readonly number[], bounds: readonly number[], sum: number): void {
    counts.forEach((count, index) => {
      if (count > 0) this.#counts.addCount(bounds[index] ?? Number.POSITIVE_INFINITY, count);
    });
    this.#counts.sum += sum;
    this.#reduce();
  }

  /** The filled buckets of one sign, run-length coded as Prometheus's protobuf wants them. */
  spans(sign: 'positive' | 'negative'): SpannedBuckets {
    return spannedBuckets(this.#counts[sign]);
  }

  /** The counts of one sign by bucket index; to be read only. */
  bucketCounts(sign: 'positive' | 'negative'): BucketCounts {
    return this.#counts[sign];
  }

  /** Everything counted, in the fields of Prometheus's protobuf. */
  toProto(): NativeHistogramProto {
    return protoOf(this.#counts);
  }

  /** Filled buckets, the zero bucket among them, from the most negative to the most positive. */
  buckets(): NativeBucket[] {
    return this.#counts.buckets();
  }

  /** What Prometheus's `histogram_quantile(q, …)` makes of these counts; see `quantileOf` for its edges. */
  quantile(q: number): number {
    return quantileOf(q, this.buckets(), this.count, this.sum);
  }

  #limit(latest: number, times: number): void {
    if (!this.#isOldEnough()) {
      this.#reduce();
      return;
    }
    this.#counts = nothingYet(this.#settings);
    this.#counts.observe(latest, times);
  }

  #isOldEnough(): boolean {
    const { minResetDuration, now } = this.#settings;
    return minResetDuration > 0 && now() - this.createdTimestamp >= minResetDuration;
  }

  /** Ends within the limit, or at the lowest schema, which has at most 146 buckets above 2^-128. */
  #reduce(): void {
    const { maxBuckets, maxZeroThreshold } = this.#settings;
    while (this.#counts.size > maxBuckets) {
      if (this.#counts.widenByOne(maxZeroThreshold)) continue;
      if (this.schema === MIN_SCHEMA) return;
      this.#counts.lowerTo(this.schema - 1);
    }
  }
}

function nothingYet({ schema, zeroThreshold, now }: NativeSettings): ExponentialCounts {
  return new ExponentialCounts(schema, zeroThreshold, now());
}
