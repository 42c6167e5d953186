import type { Budget } from './budget.ts';
import type { Datum } from './datum.ts';
import type { ValuesPart } from './histogram_values.ts';
import { type Problem, valuesProblem } from './limits.ts';
import type { Target } from './mirrored_metric.ts';
import { Tally } from './tally.ts';

/** The interval that is told of. */
export interface Interval {
  /** When it began, in milliseconds since 1970. */
  readonly begin: number;
  /** What it is now. */
  readonly now: number;
}

/** Gets the datums of a reading, one after another. */
export type TakeDatum = (datum: Datum) => void;

/** Makes datums of what the targets of one reading have come to, and says of the others why not. */
export class IntervalOutcome {
  /** Datums that were made. */
  count = 0;
  readonly tally = new Tally();
  /** Datums beyond the budget, and the metrics among them that were not named before. */
  beyondBudget = 0;
  readonly newlyRefused: string[] = [];
  /** Entries that have selected something, by their index. */
  readonly matched = new Set<number>();
  readonly #interval: Interval;
  readonly #take: TakeDatum;
  readonly #budget: Budget;
  /** What makes each metric of CloudWatch. */
  readonly #makers = new Map<string, Target>();

  constructor(interval: Interval, budget: Budget, take: TakeDatum) {
    this.#interval = interval;
    this.#take = take;
    this.#budget = budget;
  }

  /** Takes what a target has come to. */
  add(target: Target): void {
    const { entry, destination, fold } = target;
    const { key, problem, metric } = destination;
    if (target.isMatched) this.matched.add(entry.index);
    const { parts, leftOut, isSumUnknown, problem: unknown } = fold.take();
    for (const [reason, observations] of leftOut) {
      this.tally.leaveOut(reason, observations, () => madeOf(target));
    }
    if (unknown !== undefined) this.tally.refuse(unknown.reason, () => `${metric}: ${unknown.detail}`);
    if (parts.length === 0) return;
    const found = problem ?? problemOfParts(parts);
    if (found !== null) {
      this.tally.refuse(found.reason, () => `${metric}: ${found.detail}`, parts.length);
      return;
    }
    const maker = this.#makers.get(key);
    if (maker !== undefined) {
      if (isSentForAlarms(target, maker)) return;
      const example = () => `${madeOf(target)}, is also made of ${makerOf(maker)}`;
      this.tally.refuse('duplicate_metric', example, parts.length);
      return;
    }
    this.#makers.set(key, target);
    const admission = this.#budget.admit(key, this.#interval.now);
    if (admission !== 'admitted') {
      this.beyondBudget += parts.length;
      if (admission === 'newly refused') this.newlyRefused.push(key);
      return;
    }
    if (isSumUnknown) this.tally.addUnknownSum(madeOf(target));
    this.#send(parts, target);
  }

  #send(parts: readonly ValuesPart[], { entry, destination }: Target): void {
    const { resolution } = entry;
    const { name, dimensions, unit } = destination;
    const step = resolution * 1000;
    const timestamp = Math.floor(this.#interval.begin / step) * step;
    for (const { values, counts } of parts) {
      this.count += 1;
      this.#take({ name, dimensions, timestamp, resolution, unit, values, counts });
    }
  }
}

/** Whether alarms need the very same metric, so that it is there already. */
function isSentForAlarms({ entry, destination }: Target, maker: Target): boolean {
  return (
    maker.entry.isForAlarms &&
    !entry.isForAlarms &&
    maker.destination.metric === destination.metric &&
    maker.entry.statistic === entry.statistic &&
    maker.entry.countAbove === entry.countAbove
  );
}

function madeOf(target: Target): string {
  return `${target.destination.key}, made of ${makerOf(target)}`;
}

function makerOf({ entry, destination }: Target): string {
  return `${destination.metric} by ${entry.called}`;
}

function problemOfParts(parts: readonly ValuesPart[]): Problem | null {
  for (const { values, counts } of parts) {
    const problem = valuesProblem(values, counts);
    if (problem !== null) return problem;
  }
  return null;
}
