import type { Clock } from '../clock.ts';

const FIRST_MS = 60_000;
const LONGEST_MS = 3_600_000;

/** When something that failed is tried again: after a minute, after two, four, …, at most an hour. */
export class RetryPace {
  readonly #clock: Pick<Clock, 'uptime'>;
  #failures = 0;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'uptime'>) {
    this.#clock = clock;
  }

  /** Whether nothing has failed, or the wait is over. */
  get isDue(): boolean {
    return this.#clock.uptime() >= this.#notBefore;
  }

  /** One more failure. Answers how long to wait, in minutes. */
  failed(): number {
    const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#notBefore = this.#clock.uptime() + wait;
    return wait / FIRST_MS;
  }

  /** Forgets all failures. */
  reset(): void {
    this.#failures = 0;
    this.#notBefore = Number.NEGATIVE_INFINITY;
  }
}
