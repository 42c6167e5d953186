/**
 * A bound on how many Prometheus series the sources of one registry may hold. A counter or gauge label set
 * is one series; a histogram label set is one per bucket, plus +Inf, sum and count: what Prometheus stores.
 */
export class SeriesLimit {
  #maximum: number;
  #used = 0;
  readonly #dropped = new Map<string, number>();

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get maximum(): number {
    return this.#maximum;
  }

  /** Lowering it below what is used drops nothing; it only admits nothing new. */
  set maximum(value: number) {
    this.#maximum = value;
  }

  get used(): number {
    return this.#used;
  }

  /** Observations refused so far, by metric name. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#dropped;
  }

  /** Takes room for `series` series; false, and nothing taken, where there is none. */
  admit(series: number): boolean {
    if (this.#used + series > this.#maximum) return false;
    this.#used += series;
    return true;
  }

  release(series: number): void {
    this.#used -= series;
  }

  /** Counts one observation that found no room. */
  drop(metric: string): void {
    this.#dropped.set(metric, (this.#dropped.get(metric) ?? 0) + 1);
  }
}
