import { z } from 'zod';
import type { GaugeSeries } from '../../metrics/gauge.ts';
import type { Part } from '../../metrics/part.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import { declarationOf, type UniqueMetric } from './declared_metric.ts';
import { Distinct } from './distinct.ts';
import { type Labels, otherLabels } from './label_sets.ts';
import type { Update } from './reading.ts';
import type { Outcome, Target } from './target.ts';

/** Each label set of it may take 10,000 members. */
const MOST_SETS = 100;

/** What survives a restart of one label set. */
export const savedUnique = z.strictObject({
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  level: z.int().min(0).max(32),
  members: z.array(z.int().nonnegative()),
});
export type SavedUnique = z.output<typeof savedUnique>;

interface Counted {
  readonly labels: Labels;
  readonly distinct: Distinct;
  readonly series: GaugeSeries;
}

/** A metric of type unique: how many different members there were within its window. */
export class UniqueTarget implements Target {
  readonly #metric: UniqueMetric;
  readonly part: Part<GaugeSeries>;
  readonly #limit: number;
  readonly #now: () => number;
  readonly #counted = new Map<string, Counted>();
  readonly #touched = new Set<Counted>();

  /** `now` answers seconds since 1970. Throws an Error where the metric is declared otherwise elsewhere. */
  constructor(metric: UniqueMetric, scope: MetricScope, setsLimit: number, now: () => number) {
    this.#metric = metric;
    this.part = scope.gauge({ ...declarationOf(metric), type: 'gauge' });
    this.#limit = Math.min(setsLimit, MOST_SETS);
    this.#now = now;
  }

  begin(service: Labels): void {
    // Nobody was seen, which is known.
    if (this.#metric.labels.length === 0) this.#of(service);
    this.refresh();
  }

  count(labels: Labels, { member }: Update): Outcome {
    const own = this.#of(labels);
    const counted = own ?? this.#make(otherLabels(labels));
    counted.distinct.add(member, this.#now());
    this.#touched.add(counted);
    // There may be room by now.
    if (!counted.series.isKept) counted.series.set(0);
    if (!counted.series.isKept) return 'dropped';
    return own === undefined ? 'folded' : 'counted';
  }

  settle(): void {
    for (const { distinct, series } of this.#touched) series.set(distinct.count(this.#now()));
    this.#touched.clear();
  }

  /** Counts anew, since members leave as time passes, and forgets label sets without any. */
  refresh(): void {
    for (const [key, { labels, distinct, series }] of this.#counted) {
      const count = distinct.count(this.#now());
      series.set(count);
      if (count > 0 || this.#metric.labels.length === 0) continue;
      this.part.remove(labels);
      this.#counted.delete(key);
    }
  }

  saved(): SavedUnique[] {
    return [...this.#counted.values()].map(({ labels, distinct }) => {
      const { level, members } = distinct.state();
      return { metric: this.#metric.name, labels, level, members: [...members] };
    });
  }

  /** Goes on from what was saved of this metric, with the labels that it has now. */
  restore(saved: readonly SavedUnique[]): void {
    // They came with the snapshot of the scope; without their members nobody would ever change them.
    this.part.clear();
    const { labelNames } = this.part.family;
    for (const { metric, labels, ...state } of saved) {
      if (metric !== this.#metric.name || Object.keys(labels).join() !== labelNames.join()) continue;
      this.#make(labels).distinct.restore(state);
    }
    this.refresh();
  }

  #of(labels: Labels): Counted | undefined {
    const known = this.#counted.get(keyOf(labels));
    return known ?? (this.#counted.size < this.#limit ? this.#make(labels) : undefined);
  }

  #make(labels: Labels): Counted {
    const known = this.#counted.get(keyOf(labels));
    if (known !== undefined) return known;
    const distinct = new Distinct(this.#metric.window / 1_000);
    const made = { labels, distinct, series: this.part.labels(labels) };
    this.#counted.set(keyOf(labels), made);
    return made;
  }
}

// Labels always come in declared order.
function keyOf(labels: Labels): string {
  return JSON.stringify(Object.values(labels));
}
