import type { Clock } from '../../clock.ts';

/** How long the first reading may take to be handed over, … */
const FIRST_MS = 30_000;
/** … and each further one, beyond two intervals. */
const LATE_MS = 10_000;

/** How far readings have come, by a clock that is never set. */
export class ReadingProgress {
  readonly #clock: Pick<Clock, 'uptime'>;
  readonly #patience: number;
  #lastRead = Number.NEGATIVE_INFINITY;
  #due: number;

  /** The first reading is awaited from now on; `interval` is in milliseconds. */
  constructor(clock: Pick<Clock, 'uptime'>, interval: number) {
    this.#clock = clock;
    this.#patience = 2 * interval + LATE_MS;
    this.#due = clock.uptime() + FIRST_MS;
  }

  /** Milliseconds since the last reading that was finished had begun; infinitely many before the first. */
  get sinceReading(): number {
    return this.#clock.uptime() - this.#lastRead;
  }

  /** Whether it has been too long since a reading was handed over. */
  get isOverdue(): boolean {
    return this.#clock.uptime() > this.#due;
  }

  /** A reading is finished that had begun at this uptime. */
  read(begun: number): void {
    this.#lastRead = begun;
  }

  /** All that was read has been handed over. */
  handedOver(): void {
    this.#due = this.#clock.uptime() + this.#patience;
  }
}
