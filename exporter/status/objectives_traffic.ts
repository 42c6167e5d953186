import { DEFAULT_WINDOW_MS } from '../../conventions/recorded.ts';
import type { Events } from './objectives_counts.ts';
import type { ReadingTime } from './objectives_increases.ts';

/** Two readings that are further apart tell nothing of the traffic in between. */
const LONGEST_PAUSE_MS = 60_000;

/** Requests per second over five minutes, as far as there were readings all the time. */
export class TrafficRate {
  /** Requests between two readings, and when the second of them was. */
  #steps: { readonly requests: number; readonly uptime: number }[] = [];
  #begun: number | null = null;
  #last: number | null = null;
  #elapsed = 0;

  add(requests: number, { uptime, before }: ReadingTime): void {
    this.#elapsed = this.#last === null ? 0 : uptime - this.#last;
    if (before === null || this.#elapsed > LONGEST_PAUSE_MS) {
      this.#steps = [];
      this.#begun = uptime;
      this.#elapsed = 0;
    } else {
      this.#steps.push({ requests, uptime });
    }
    this.#last = uptime;
    while ((this.#steps[0]?.uptime ?? uptime) <= uptime - DEFAULT_WINDOW_MS) this.#steps.shift();
  }

  /** Seconds since the reading before, as events, all of them bad where there was less traffic; or why that is not known. */
  below(atLeast: number): Events {
    const isWhole = this.#begun !== null && (this.#last ?? 0) - this.#begun >= DEFAULT_WINDOW_MS;
    if (!isWhole) {
      const why = 'Traffic is judged over five minutes, for which the exporter has not yet been ready.';
      return { why, isPassing: true };
    }
    const requests = this.#steps.reduce((sum, step) => sum + step.requests, 0);
    const seconds = this.#elapsed / 1000;
    return { total: seconds, bad: requests / (DEFAULT_WINDOW_MS / 1000) < atLeast ? seconds : 0 };
  }
}
