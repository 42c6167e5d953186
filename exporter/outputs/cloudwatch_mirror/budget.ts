import { z } from 'zod';
import { type MonthlyPrice, monthlyPrice } from './price.ts';
import { PRICES, type Prices } from './prices.ts';

/** How long a metric keeps its place without a datum: as long as CloudWatch itself lists it. */
const FORGOTTEN_AFTER_MS = 14 * 86_400_000;
/** How precisely it is known when a metric last sent. */
const PRECISE_TO_MS = 3_600_000;
/** How many refused metrics are remembered, so that each is named once; further ones are only counted. */
const MOST_NAMED = 1000;

/** What a budget saves: each known metric's key, and when it last sent, to the hour, in milliseconds since 1970. */
export const savedBudget = z.strictObject({
  version: z.literal(1),
  metrics: z.array(z.tuple([z.string(), z.number()])),
});
export type SavedBudget = z.infer<typeof savedBudget>;

export interface BudgetOptions {
  /** Most metrics: distinct sets of name and dimensions. */
  readonly metrics: number;
  /** Most dollars a month, requests included; no bound unless given. */
  readonly monthlyUsd?: number | undefined;
  /** Milliseconds between two points of a metric. */
  readonly interval: number;
  readonly prices?: Prices;
}

/** What becomes of a metric; `newly refused` is said once of each, so that it can be named. */
export type Admission = 'admitted' | 'newly refused' | 'refused';

/**
 * Bounds what CloudWatch will cost. Beyond the bound, metrics that are known go on and new ones are refused.
 *
 * A metric that has sent nothing for two weeks gives up its place. AWS bills a metric for the hours in which it sends, so
 * that in no hour more than the budget is billed.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #most: number;
  /** When each known metric last sent; the longest silent first. */
  readonly #known = new Map<string, number>();
  readonly #named = new Set<string>();

  constructor(options: BudgetOptions) {
    this.#options = options;
    this.#most = mostMetrics(options);
  }

  /** How many metrics are known. */
  get size(): number {
    return this.#known.size;
  }

  /** How many metrics there may be: the lower one of the two bounds. */
  get most(): number {
    return this.#most;
  }

  /** Whether a metric may send, of which there is something to send at `now`, in milliseconds since 1970. */
  admit(key: string, now: number): Admission {
    const sent = this.#known.get(key);
    if (sent !== undefined && Math.abs(now - sent) < PRECISE_TO_MS) return 'admitted';
    if (this.#known.delete(key) || this.#known.size < this.#most || this.#forget(now)) {
      // Set anew, a key moves to the end.
      this.#known.set(key, now);
      this.#named.delete(key);
      return 'admitted';
    }
    if (this.#named.has(key) || this.#named.size >= MOST_NAMED) return 'refused';
    this.#named.add(key);
    return 'newly refused';
  }

  /** What all known metrics cost a month, with so many datums in each interval: at least one each unless given. */
  price(datums = 0): MonthlyPrice {
    const { interval, prices } = this.#options;
    const metrics = this.#known.size;
    return monthlyPrice({ metrics, datums: Math.max(datums, metrics), interval }, prices);
  }

  save(): SavedBudget {
    return { version: 1, metrics: [...this.entries()] };
  }

  /** The metrics of what `save` answers, one after the other: to be read before anything is admitted. */
  entries(): IterableIterator<[string, number]> {
    return this.#known.entries();
  }

  /** Takes what was saved; where the budget has become smaller since, those that sent last keep their places. */
  restore({ metrics }: SavedBudget): void {
    const longestSilentFirst = metrics.toSorted(([, one], [, other]) => one - other);
    for (const [key, sent] of longestSilentFirst.slice(-this.#most || metrics.length))
      this.#known.set(key, sent);
  }

  /** Forgets the metric that has been silent longest if that is long enough; answers whether it did. */
  #forget(now: number): boolean {
    const [oldest] = this.#known;
    if (oldest === undefined || now - oldest[1] <= FORGOTTEN_AFTER_MS) return false;
    return this.#known.delete(oldest[0]);
  }
}

/** How many metrics two bounds allow, each of which sends a datum in each interval. */
function mostMetrics({ metrics, monthlyUsd, interval, prices = PRICES }: BudgetOptions): number {
  if (monthlyUsd === undefined) return metrics;
  let within = 0;
  let beyond = metrics + 1;
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2);
    const { totalUsd } = monthlyPrice({ metrics: middle, datums: middle, interval }, prices);
    if (totalUsd <= monthlyUsd) within = middle;
    else beyond = middle;
  }
  return within;
}
