import type { Logger } from 'pino';
import type { IntervalReading } from './registry_datums.ts';
import { askedBy } from './selection.ts';

/** Sentences that are remembered, so that each is said once; further ones are only counted. */
const MOST_REMEMBERED = 1000;
/** Names that the budget gives out, … */
const MOST_NAMED = 1000;
/** … and how many of them are in one line of the log. */
const NAMED_IN_A_LINE = 50;

/** Says what a reading could not make datums of, each once; everything is counted besides. */
export class MirrorLog {
  readonly #log: Logger;
  readonly #said = new Set<string>();
  #named = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** A reading came to this; so many metrics are allowed. */
  read({ tally, beyondBudget, unmatched, rolledBack }: IntervalReading, mostMetrics: number): void {
    for (const [reason, { count, example }] of tally.refused) {
      this.#once({ reason, count }, `Not mirrored: ${example}.`);
    }
    for (const [reason, { count, example }] of tally.observationsLeftOut) {
      this.#once({ reason, count }, `Observations are left out of what is mirrored: ${example}.`);
    }
    if (tally.sumsUnknown.count > 0) {
      this.#once(
        { count: tally.sumsUnknown.count },
        `The sum of a histogram is not known any more, and what is mirrored is an estimate: ${tally.sumsUnknown.example}.`,
      );
    }
    this.#beyondBudget(beyondBudget, mostMetrics);
    for (const entry of unmatched) {
      const { called, isForAlarms } = entry;
      const name = isForAlarms ? 'What alarms need,' : `mirror.cloudwatch.${called},`;
      this.#once(
        {},
        `${name} ${askedBy(entry)}, has selected nothing so far. Compare its name and labels with /metrics.`,
        // Before the first error there is none.
        'info',
      );
    }
    if (rolledBack > 0) {
      this.#log.warn(
        { series: rolledBack },
        'A restart has lost what these series had counted last; they are mirrored from what they have come to.',
      );
    }
  }

  #beyondBudget({ count, named }: IntervalReading['beyondBudget'], mostMetrics: number): void {
    for (let from = 0; from < named.length; from += NAMED_IN_A_LINE) {
      const metrics = named.slice(from, from + NAMED_IN_A_LINE);
      this.#log.warn(
        { metrics },
        `Beyond the budget of ${mostMetrics} metrics, these are not mirrored. Raise mirror.cloudwatch.budget, or select less.`,
      );
    }
    this.#named += named.length;
    if (this.#named < MOST_NAMED || count === 0) return;
    this.#once(
      {},
      `${this.#named} metrics beyond the budget have been named; further ones are only counted, in ` +
        'goldwatch_mirror_datums_refused_total.',
    );
  }

  #once(details: object, sentence: string, level: 'info' | 'warn' = 'warn'): void {
    if (this.#said.has(sentence) || this.#said.size >= MOST_REMEMBERED) return;
    this.#said.add(sentence);
    this.#log[level](details, sentence);
  }
}
