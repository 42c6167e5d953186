import type { Clock } from '../../clock.ts';
import type { SavedHeader } from './saved_deltas.ts';
import type { SelectionEntry } from './selection.ts';

/** What is the same for all series of one reading. */
export interface ReadingTimes {
  /** The first is 1. */
  readonly number: number;
  /** When it is, in milliseconds since 1970. */
  readonly now: number;
  /** When the last reading was, or the process began, by the same clock or earlier. */
  readonly from: number;
  /** Whether an entry was there at the last reading. */
  wasFollowed(entry: SelectionEntry): boolean;
}

/** The times of one reading after another. */
export class ReadingClock {
  readonly #clock: Clock;
  /** When the process began, in milliseconds since 1970. */
  readonly #startedAt: number;
  #saved: SavedHeader | null = null;
  #last: { readonly number: number; readonly now: number; readonly uptime: number } | null = null;

  constructor(clock: Clock, startedAt: number) {
    this.#clock = clock;
    this.#startedAt = startedAt;
  }

  /** Goes on from what another process has read, or this one with other settings. */
  restore(saved: SavedHeader): void {
    this.#saved = saved;
  }

  next(): ReadingTimes {
    const [now, uptime] = [this.#clock.now(), this.#clock.uptime()];
    const last = this.#last;
    // However the clock was set meanwhile: what began since began after one of the two.
    const from = last === null ? this.#firstFrom() : Math.min(last.now, now - (uptime - last.uptime));
    const number = (last?.number ?? 0) + 1;
    this.#last = { number, now, uptime };
    const followed = this.#saved?.selectors;
    const wasFollowed = ({ selector }: SelectionEntry) =>
      last !== null || followed?.includes(selector.text) === true;
    return { number, now, from, wasFollowed };
  }

  /** Of the last reading, or before the first of when the process began: what began since then counts in full. */
  header(selectors: readonly string[]): SavedHeader {
    const startedAt = this.#startedAt;
    if (this.#last !== null)
      return { version: 1, readAt: this.#last.now, startedAt, selectors: [...selectors] };
    return this.#saved ?? { version: 1, readAt: startedAt, startedAt, selectors: [] };
  }

  #firstFrom(): number {
    if (this.#saved === null) return this.#startedAt;
    const { readAt, startedAt } = this.#saved;
    return startedAt === this.#startedAt ? readAt : Math.min(readAt, this.#startedAt);
  }
}
