export interface BackoffTimes {
  /** The longest that is waited after the first failure, in milliseconds; twice as long after each further one. */
  readonly firstMs: number;
  /** The longest that is waited after any. */
  readonly longestMs: number;
}

/**
 * Waiting times after failures: exponential, with full jitter, so that clients that failed together do not come back
 * together (Brooker, «Exponential Backoff And Jitter», AWS Architecture Blog, 2015).
 */
export class Backoff {
  readonly #times: BackoffTimes;
  readonly #random: () => number;
  #level = 0;

  /** `random` gives numbers from 0 up to, but not including, 1. */
  constructor(times: BackoffTimes, random: () => number) {
    this.#times = times;
    this.#random = random;
  }

  /** How long to wait after one more failure, in milliseconds. */
  failed(): number {
    this.#level += 1;
    return this.wait();
  }

  /** How long to wait at the pace that was come to; 0 where nothing has failed. */
  wait(): number {
    if (this.#level === 0) return 0;
    const { firstMs, longestMs } = this.#times;
    return this.#random() * Math.min(longestMs, firstMs * 2 ** (this.#level - 1));
  }

  /** Takes one failure back: the pace doubles. */
  ease(): void {
    this.#level = Math.max(0, this.#level - 1);
  }

  /** Forgets all failures. */
  succeeded(): void {
    this.#level = 0;
  }
}
