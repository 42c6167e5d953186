import { LABEL } from '../../conventions/labels.ts';
import type { Part } from '../../metrics/part.ts';
import type { SourceContext } from '../sources/source.ts';
import { type DeclaredMetric, isUnique } from './declared_metric.ts';
import { EVENT_METRICS } from './event_metrics.ts';
import type { KnownIds } from './known_ids.ts';
import type { Labels } from './label_sets.ts';
import type { Reading, Update } from './reading.ts';
import { newestTarget, numberTarget, type Target } from './target.ts';
import { type SavedUnique, UniqueTarget } from './unique_target.ts';
import { isNumber } from './written.ts';

/** What a source counts, and within which bounds. */
export interface TallySettings {
  readonly metrics: readonly DeclaredMetric[];
  readonly label_sets_limit: number;
  /** Metrics of which only the newest label set is kept. */
  readonly newestOnly?: ReadonlySet<DeclaredMetric>;
}

type Context = Pick<SourceContext, 'id' | 'service' | 'metrics'>;

/** What became of the events of a request. */
export interface Applied {
  accepted: number;
  /** Known by their ids, and so not counted again. */
  duplicates: number;
  /** Lost, or a part of them, because there was no room for their label sets. */
  dropped: number;
}

/** The numbers that events have come to. */
export class Tally {
  readonly #service: Labels;
  readonly #source: string;
  readonly #ids: KnownIds;
  readonly #targets = new Map<string, Target>();
  readonly #uniques: UniqueTarget[] = [];
  readonly #counters: ReturnType<typeof countersOf>;
  /** How many rows the family of each part had when `newBeganAt` was called last. */
  readonly #rows = new Map<Part, number>();

  /** `now` answers seconds since 1970. Throws an Error where a metric is declared otherwise elsewhere. */
  constructor(config: TallySettings, ids: KnownIds, context: Context, now: () => number) {
    this.#service = { [LABEL.service]: context.service };
    this.#source = context.id;
    this.#ids = ids;
    this.#counters = countersOf(context);
    for (const metric of config.metrics) {
      if (isUnique(metric)) {
        const target = new UniqueTarget(metric, context.metrics, config.label_sets_limit, now);
        this.#uniques.push(target);
        this.#targets.set(metric.name, target);
      } else if (isNumber(metric) && config.newestOnly?.has(metric)) {
        this.#targets.set(metric.name, newestTarget(metric, context.metrics));
      } else if (isNumber(metric)) {
        this.#targets.set(metric.name, numberTarget(metric, context.metrics, config.label_sets_limit));
      }
    }
  }

  /** To be called once before counting, when the scope has what was saved of it. */
  begin(saved: readonly SavedUnique[]): void {
    for (const target of this.#uniques) target.restore(saved);
    for (const target of this.#targets.values()) target.begin(this.#service);
    const source = { source: this.#source };
    this.#counters.accepted.labels(source);
    this.#counters.duplicates.labels(source);
  }

  /** Counts members anew, who leave as time passes. */
  refresh(): void {
    for (const target of this.#uniques) target.refresh();
  }

  /** The members of the unique metrics, which no snapshot of the scope has. */
  saved(): SavedUnique[] {
    return this.#uniques.flatMap((target) => target.saved());
  }

  /** Remembers the ids of events without counting them. */
  know(readings: readonly Reading[]): void {
    for (const { id } of readings) if (id !== null && !this.#ids.has(id)) this.#ids.add(id);
  }

  /** Counts the events of one request, those with a known id excepted. Throws nothing. */
  apply(readings: readonly Reading[]): Applied {
    const applied = { accepted: 0, duplicates: 0, dropped: 0 };
    for (const { id, updates } of readings) {
      if (id !== null && this.#ids.has(id)) {
        applied.duplicates += 1;
        continue;
      }
      let counted = 0;
      for (const update of updates) if (this.#count(update)) counted += 1;
      if (counted < updates.length) applied.dropped += 1;
      else applied.accepted += 1;
      if (id !== null && (counted > 0 || updates.length === 0)) this.#ids.add(id);
    }
    for (const target of this.#targets.values()) target.settle?.();
    const source = { source: this.#source };
    this.#counters.accepted.labels(source).inc(applied.accepted);
    this.#counters.duplicates.labels(source).inc(applied.duplicates);
    return applied;
  }

  /**
   * Series in rows that are new since the last call began at a time in milliseconds since 1970. Those in rows that were used before
   * are left to `beganAt`.
   */
  newBeganAt(at: number): void {
    for (const part of this.#parts()) {
      const { store } = part.family;
      const { length } = store.handles;
      for (let row = this.#rows.get(part) ?? 0; row < length; row += 1) {
        const series = store.handles[row];
        if (series?.part === part) store.beganAt(series, at);
      }
      this.#rows.set(part, length);
    }
  }

  /** Series that began since a time began at another one; both are in milliseconds since 1970. */
  beganAt(since: number, at: number): void {
    for (const part of this.#parts()) {
      const { store } = part.family;
      for (const series of part.series()) if (store.createdOf(series) >= since) store.beganAt(series, at);
    }
  }

  /** A request was refused as a whole. */
  refused(reason: string): void {
    this.#counters.refused.labels({ source: this.#source, reason }).inc();
  }

  #parts(): Part[] {
    return [...Object.values(this.#counters), ...[...this.#targets.values()].map(({ part }) => part)];
  }

  #count(update: Update): boolean {
    const { name } = update.metric;
    const outcome = this.#targets.get(name)?.count(this.#labelsOf(update), update) ?? 'dropped';
    const labels = { source: this.#source, metric: name };
    if (outcome === 'folded') this.#counters.folded.labels(labels).inc();
    if (outcome === 'dropped') this.#counters.dropped.labels(labels).inc();
    return outcome !== 'dropped';
  }

  #labelsOf({ metric, labels: given }: Update): Labels {
    const labels: Record<string, string> = { ...this.#service };
    for (const name of metric.labels) labels[name] = (given[name] ?? '').toWellFormed();
    return labels;
  }
}

function countersOf({ metrics }: Context) {
  return {
    accepted: metrics.counter(EVENT_METRICS.accepted),
    duplicates: metrics.counter(EVENT_METRICS.duplicates),
    refused: metrics.counter(EVENT_METRICS.refused),
    folded: metrics.counter(EVENT_METRICS.folded),
    dropped: metrics.counter(EVENT_METRICS.dropped),
  };
}
