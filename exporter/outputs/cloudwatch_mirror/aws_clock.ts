import type { DropReason } from './delivery_counts.ts';
import { LIMITS } from './limits.ts';

// Between the judgement and AWS's own.
const MARGIN_MS = 60_000;

/**
 * AWS's time, known from its answers. By the clock of this machine, which may be wrong or set, a whole spool could seem to
 * have expired; so as long as AWS has not answered, nothing has.
 */
export class AwsClock {
  readonly #maxAgeMs: number | null;
  readonly #monotonic: () => number;
  #difference: number | null = null;

  /**
   * Datums older than `maxAgeMs` are dropped, and those too far ahead for CloudWatch; none for their time where it is null,
   * as tests in simulated time need it. `monotonic` counts milliseconds from whenever, and is never set.
   */
  constructor(maxAgeMs: number | null, monotonic: () => number = () => performance.now()) {
    this.#maxAgeMs = maxAgeMs;
    this.#monotonic = monotonic;
  }

  /** AWS has just answered, and this was its time in milliseconds since 1970. */
  observe(time: number): void {
    this.#difference = time - this.#monotonic();
  }

  /** Milliseconds since 1970; null before AWS's first answer. */
  now(): number | null {
    return this.#difference === null ? null : this.#monotonic() + this.#difference;
  }

  /** Why a datum of this time is to be dropped; null where it is not, or where AWS's time is not known. */
  judge(timestamp: number): DropReason | null {
    const now = this.now();
    if (now === null || this.#maxAgeMs === null) return null;
    if (timestamp < now - this.#maxAgeMs + MARGIN_MS) return 'expired';
    return timestamp > now + LIMITS.newest ? 'future' : null;
  }
}
