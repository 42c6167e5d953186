import type { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import { SeriesDeltas } from './deltas.ts';
import { type Fold, GaugeFold, type GaugeNow, HistogramFold, SumFold } from './folds.ts';
import { COUNTER_GROWTH, HISTOGRAM_GROWTH } from './growth.ts';
import type { HistogramIncrease, HistogramPoint } from './histogram_increase.ts';
import { AboveFold } from './observations_above.ts';
import { isGone, type Read, type SeriesVisitor } from './reading.ts';
import type { ReadingTimes } from './reading_times.ts';
import {
  type Destination,
  destinationOf,
  isStanding,
  type Labels,
  labelsAsked,
  type SelectionEntry,
  selects,
  serviceAsked,
  servicesShownBy,
} from './selection.ts';

/** A CloudWatch metric that an entry makes of a metric, with what it comes to in the present interval. */
export interface Target<I = unknown> {
  readonly entry: SelectionEntry;
  readonly destination: Destination;
  readonly fold: Fold<I>;
  /** The last reading in which a series counted towards it. */
  reading: number;
  /** Whether a series counts towards it at present. */
  isMatched: boolean;
  /** Whether it is sent also where none does. */
  readonly isStanding: boolean;
}

export interface MirroredMetricOptions {
  readonly name: string;
  readonly type: string;
  /** Those that may select its series; none that asks of it what only a histogram can answer. */
  readonly entries: readonly SelectionEntry[];
  /** Whether all its series began with the process, and so is zero what was not there before. */
  readonly beginsWithProcess: boolean;
}

/** Series that are remembered between readings: counters and histograms. */
type Deltas<V, I> = SeriesDeltas<V, I, readonly Target<I>[]>;

/** One metric of the registry: which of its series count towards which metrics in CloudWatch, and what they come to. */
export class MirroredMetric implements SeriesVisitor {
  readonly counters: Deltas<number, number> = new SeriesDeltas(COUNTER_GROWTH);
  readonly histograms: Deltas<HistogramPoint, HistogramIncrease> = new SeriesDeltas(HISTOGRAM_GROWTH);
  readonly #options: MirroredMetricOptions;
  readonly #targets = new Map<string, Target>();
  #gauges = new Map<unknown, readonly Target<GaugeNow>[]>();
  #nextGauges = new Map<unknown, readonly Target<GaugeNow>[]>();
  #times: ReadingTimes = { number: 0, now: 0, from: 0, wasFollowed: () => false };

  /**
   * Entries that are one metric whatever the series are, and send zero: they do so before the first of them, or an alarm would hear of
   * errors with the first one.
   */
  readonly #standing: readonly SelectionEntry[];
  /** Services of these entries for which nobody has counted yet in this reading, if not what is selected: nothing is known of them. */
  readonly #unheard = new Set<string | null>();

  constructor(options: MirroredMetricOptions) {
    this.#options = options;
    this.#standing = options.entries.filter((entry) => isStanding(entry, options.type));
  }

  get name(): string {
    return this.#options.name;
  }

  get type(): string {
    return this.#options.type;
  }

  /** To be called before its series are visited. */
  begin(times: ReadingTimes): void {
    this.#times = times;
    this.#nextGauges = new Map();
    this.counters.begin();
    this.histograms.begin();
    for (const entry of this.#standing) {
      this.#unheard.add(serviceAsked(entry));
      const labels = labelsAsked(entry);
      if (this.type === 'counter') this.#target(entry, labels, () => new SumFold(true), true);
      else this.#target(entry, labels, histogramFold, true);
    }
  }

  counter(series: Read<number>): void {
    this.#watch(series);
    this.#grow(this.counters, series, ({ sendsZero }) => new SumFold(sendsZero));
  }

  histogram(series: Read<HistogramPoint>): void {
    this.#watch(series);
    this.#grow(this.histograms, series, histogramFold);
  }

  gauge(series: Read<GaugeNow>): void {
    const { identity, value } = series;
    const targets =
      this.#gauges.get(identity) ??
      this.#targetsOf(series.labels(), ({ statistic }) => new GaugeFold(statistic));
    this.#nextGauges.set(identity, targets);
    for (const target of this.#marked(targets)) target.fold.add(value);
  }

  /** Ends a reading. */
  async end(pacer: Pacer): Promise<void> {
    this.#gauges = this.#nextGauges;
    await this.#settle(this.counters, pacer);
    await this.#settle(this.histograms, pacer);
  }

  /** What is to be sent towards after a reading, in a fixed order. */
  *targets(): Generator<Target> {
    for (const [key, target] of this.#targets) {
      target.isMatched = target.reading === this.#times.number;
      if (target.isMatched || (target.isStanding && !this.#unheard.has(serviceAsked(target.entry))))
        yield target;
      else this.#targets.delete(key);
    }
  }

  async #settle<V, I>(deltas: Deltas<V, I>, pacer: Pacer): Promise<void> {
    for (const settled of deltas.settle(this.#times.from, isGone)) {
      if (settled !== null) addTo(...settled);
      if (pacer.isDue) await pacer.turn();
    }
  }

  #grow<V, I>(deltas: Deltas<V, I>, series: Read<V>, newFold: (entry: SelectionEntry) => Fold<I>): void {
    const { identity } = series;
    const known = deltas.targetsOf(identity);
    if (known === null) {
      deltas.passOver(identity);
      return;
    }
    if (known !== undefined) {
      const increase = deltas.advance(series);
      this.#marked(known);
      if (increase !== null) addTo(known, increase);
      return;
    }
    const labels = series.labels();
    const targets = this.#targetsOf(labels, newFold);
    if (targets.length === 0) {
      deltas.passOver(identity);
      return;
    }
    const { created, value, firstSeen } = series;
    const { from, wasFollowed } = this.#times;
    const isKnownToBegin = this.#options.beginsWithProcess || (firstSeen !== undefined && firstSeen >= from);
    const isNew = isKnownToBegin && targets.some(({ entry }) => wasFollowed(entry));
    deltas.meet({ identity, created, value, key: keyOf(labels), isNew, targets: this.#marked(targets) });
  }

  #watch(series: Read<unknown>): void {
    if (this.#unheard.size === 0) return;
    for (const service of servicesShownBy(series.labels())) this.#unheard.delete(service);
  }

  #marked<I>(targets: readonly Target<I>[]): readonly Target<I>[] {
    for (const target of targets) target.reading = this.#times.number;
    return targets;
  }

  #targetsOf<I>(labels: Labels, newFold: (entry: SelectionEntry) => Fold<I>): readonly Target<I>[] {
    const its = this.#options.entries.filter((entry) => selects(entry, labels));
    return its.map((entry) => this.#target(entry, labels, newFold, false));
  }

  #target<I>(
    entry: SelectionEntry,
    labels: Labels,
    newFold: (entry: SelectionEntry) => Fold<I>,
    isStanding: boolean,
  ): Target<I> {
    const destination = destinationOf(entry, this.#options, labels);
    const key = `${entry.index} ${destination.key}`;
    // All targets of a metric are of one kind, as the metric is.
    const known = this.#targets.get(key) as Target<I> | undefined;
    if (known !== undefined) return known;
    const target: Target<I> = {
      entry,
      destination,
      fold: newFold(entry),
      reading: 0,
      isMatched: false,
      isStanding,
    };
    this.#targets.set(key, target as Target);
    return target;
  }
}

function addTo<I>(targets: readonly Target<I>[], increase: I): void {
  for (const { fold } of targets) fold.add(increase);
}

function histogramFold({ countAbove, sendsZero }: SelectionEntry): Fold<HistogramIncrease> {
  return countAbove === null ? new HistogramFold() : new AboveFold(countAbove, sendsZero);
}

/** Labels as one text, whatever their order. */
function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
}
