import type { LeftOutReason } from './folds.ts';
import { REASONS } from './limits.ts';

/** Why something of a reading is not sent, or not sent as it was. */
export const REFUSALS = [
  ...REASONS,
  /** Another entry makes a metric of the same name and dimensions. */
  'duplicate_metric',
  /** CloudWatch has nothing like a summary. */
  'summary',
  /** Its series make no histogram. */
  'malformed_histogram',
  /** Observations above a bound that none of its buckets has. */
  'no_such_bucket',
  /** Observations of what observes none. */
  'no_histogram',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** How many, and one of them to be named. */
export interface Tallied {
  readonly count: number;
  /** A clause about the first of them, with its metric. */
  readonly example: string;
}

/** What a reading could not make datums of, by reason. */
export class Tally {
  /** Datums that are not sent, or metrics that cannot be. */
  readonly refused = new Map<Refusal, Tallied>();
  /** Observations of histograms that are in no datum. */
  readonly observationsLeftOut = new Map<LeftOutReason, Tallied>();
  /** Metrics of histograms whose sum is not known, so that their values add up to an estimate. */
  sumsUnknown: Tallied = { count: 0, example: '' };

  refuse(reason: Refusal, example: () => string, count = 1): void {
    add(this.refused, reason, count, example);
  }

  leaveOut(reason: LeftOutReason, observations: number, example: () => string): void {
    add(this.observationsLeftOut, reason, observations, example);
  }

  addUnknownSum(example: string): void {
    const { count, example: first } = this.sumsUnknown;
    this.sumsUnknown = { count: count + 1, example: count === 0 ? example : first };
  }
}

function add<K>(tallies: Map<K, Tallied>, key: K, count: number, example: () => string): void {
  const known = tallies.get(key);
  tallies.set(key, {
    count: (known?.count ?? 0) + count,
    example: known?.example ?? example(),
  });
}
