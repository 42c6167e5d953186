import { createHmac, randomBytes } from 'node:crypto';
import { networkOf } from './network.ts';

/** Failures that are not held against anybody, within FORGOTTEN_MS. */
export const FREE_FAILURES = 10;
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 600_000;
/** How long after its last failure, and the wait for it, an address is forgotten. */
const FORGOTTEN_MS = 600_000;
/** Most addresses that are remembered; beyond, the one that failed longest ago is forgotten. */
export const MOST_ADDRESSES = 10_000;

/** Most guesses of an address that are remembered, so that whoever only repeats itself fails once. */
const MOST_GUESSES = 4;

interface Failures {
  readonly count: number;
  /** Keyed digests, the newest last. */
  readonly guesses: readonly string[];
  /** Until when nothing more is tried, in milliseconds. */
  readonly until: number;
}

const NONE: Failures = { count: 0, guesses: [], until: 0 };

/**
 * How long addresses that have failed must wait: ten failures cost nothing, the next 10 s, and each further one twice as long,
 * up to 10 min. What comes while an address waits is no failure, and neither is what it has tried before, such as the old token of a program
 * that asks every few seconds: nobody is kept out for ever by others behind the same address.
 */
export class FailureLimit {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;
  readonly #key = randomBytes(32);

  /** `now` answers milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#failures.size;
  }

  /** Whole seconds that an address has to wait; 0 where it need not. */
  wait(address: string): number {
    const { until = 0 } = this.#known(networkOf(address)) ?? {};
    return Math.ceil(Math.max(0, until - this.#now()) / 1000);
  }

  /** An address has failed with a guess, which is not kept. Answers the seconds that it has to wait for that, 0 for none. */
  fail(address: string, guess: string): number {
    const network = networkOf(address);
    const { count: before, guesses } = this.#known(network) ?? NONE;
    const digest = createHmac('sha256', this.#key).update(guess).digest('base64').slice(0, 16);
    if (guesses.includes(digest)) return 0;
    const count = before + 1;
    const wait =
      count < FREE_FAILURES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - FREE_FAILURES), LONGEST_WAIT_MS);
    // The order of the map is that of the last failures.
    this.#failures.delete(network);
    this.#failures.set(network, {
      count,
      guesses: [...guesses, digest].slice(-MOST_GUESSES),
      until: this.#now() + wait,
    });
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= MOST_ADDRESSES) break;
      this.#failures.delete(oldest);
    }
    return wait / 1000;
  }

  #known(network: string): Failures | undefined {
    const known = this.#failures.get(network);
    if (known === undefined || this.#now() < known.until + FORGOTTEN_MS) return known;
    this.#failures.delete(network);
    return undefined;
  }
}
