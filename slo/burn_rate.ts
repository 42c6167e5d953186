import { type Period, type WindowPair, windowOf } from './windows.ts';

/** The share of events that may be bad: 0.999 → 0.001, without the noise of a subtraction. */
export function errorBudget(target: number): number {
  return Number((1 - target).toFixed(14));
}

/** How many times too fast a share of bad events spends a budget: at 1 the budget lasts for exactly one period. */
export function burnRate(badShare: number, budget: number): number {
  return badShare / budget;
}

/** The share of bad events above which a pair of windows raises its alert. */
export function threshold({ burnRate: rate }: WindowPair, budget: number): number {
  return Number((rate * budget).toPrecision(12));
}

/** Whether a pair can raise its alert at all: no share of bad events is above 1. */
export function canFire(pair: WindowPair, budget: number): boolean {
  return threshold(pair, budget) < 1;
}

/** The share of a period's budget that is spent once the long window of a pair is full at its burn rate. */
export function budgetSpent({ burnRate: rate, long }: WindowPair, period: Period): number {
  return (rate * long.milliseconds) / windowOf(period).milliseconds;
}

/**
 * Milliseconds from the beginning of steady errors, after a time without any and with steady traffic, to when both windows of
 * a pair are above its burn rate; Infinity where they never are.
 */
export function timeToFire(
  pair: WindowPair,
  { badShare, budget }: { badShare: number; budget: number },
): number {
  const needed = threshold(pair, budget) / badShare;
  // A window is as bad as the part of it that the errors fill.
  return needed < 1 ? pair.long.milliseconds * needed : Number.POSITIVE_INFINITY;
}

/**
 * Milliseconds until the budget is spent at a burn rate, of which this share is left; null where nothing is left, or where it
 * lasts for more than the period: by then, all that was counted has left it.
 */
export function timeToExhaustion(remaining: number, rate: number, period: Period): number | null {
  if (remaining <= 0 || rate < remaining) return null;
  return (windowOf(period).milliseconds * remaining) / rate;
}
