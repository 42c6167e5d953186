import type { Registry } from 'prom-client';
import { collectMetrics, metricsOf, type OnFailure } from '../../../metrics/exposition/collect.ts';
import { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import { Family, type FamilySamples } from '../../../metrics/family.ts';
import type { Clock } from '../../clock.ts';
import type { Budget } from './budget.ts';
import type { Datum } from './datum.ts';
import { IntervalOutcome, type TakeDatum } from './interval_outcome.ts';
import { MirroredMetric } from './mirrored_metric.ts';
import { readFamily, readSamples, type TakeExtremes } from './reading.ts';
import { ReadingClock, type ReadingTimes } from './reading_times.ts';
import { type Restored, readSaved, type SavedHeader, type SavedLine } from './saved_deltas.ts';
import { asksTooMuch, compileSelection, entriesOf, type Labels, type SelectionEntry } from './selection.ts';
import type { CloudwatchMirrorSettings } from './settings.ts';
import type { Tally } from './tally.ts';

export interface RegistryDatumsOptions {
  readonly registry: Registry;
  readonly settings: CloudwatchMirrorSettings;
  readonly budget: Budget;
  readonly clock: Clock;
  /** When the process began, in milliseconds since 1970; the same for as long as it runs. */
  readonly startedAt: number;
  /** Is told of metrics that could not be collected. */
  readonly onFailure: OnFailure;
  /** Metrics that are not mirrored whatever is selected: those that came from CloudWatch. None unless given. */
  readonly isExcluded?: (metric: string) => boolean;
  /**
   * When the series of a prom-client metric began, which does not say so itself, in milliseconds since 1970; null where that
   * may be long before they were first seen, as with what is scraped. With the process unless given.
   */
  readonly beganAt?: (metric: string) => number | null;
  /** Extremes are not known unless given. */
  readonly takeExtremes?: TakeExtremes;
}

/** What is read. */
export interface ReadingOptions {
  /** Whether gauges are: they have one value for each interval. */
  readonly gauges: boolean;
}

/** What one interval comes to, beside its datums. */
export interface IntervalReading {
  /** How many datums there are. */
  readonly count: number;
  readonly tally: Tally;
  /** Datums beyond the budget; the metrics among them that were not named before are named. */
  readonly beyondBudget: { readonly count: number; readonly named: readonly string[] };
  /** Entries of the selection that have selected nothing. */
  readonly unmatched: readonly SelectionEntry[];
  /** Series that count on from what they have come to, since a restart has lost what they counted last. */
  readonly rolledBack: number;
}

/** What one interval comes to. */
export interface IntervalDatums extends IntervalReading {
  readonly datums: readonly Datum[];
}

interface Reading {
  readonly times: ReadingTimes;
  readonly pacer: Pacer;
  readonly outcome: IntervalOutcome;
}

/** From a registry to the datums of one interval after another. Readings must not overlap, nor a reading a saving. */
export class RegistryDatums {
  readonly #options: RegistryDatumsOptions;
  readonly #entries: readonly SelectionEntry[];
  readonly #metrics = new Map<string, MirroredMetric>();
  readonly #clock: ReadingClock;
  #restored: Restored | null = null;

  constructor(options: RegistryDatumsOptions) {
    this.#options = options;
    this.#clock = new ReadingClock(options.clock, options.startedAt);
    this.#entries = compileSelection(options.settings);
  }

  /**
   * All that has happened since the last reading, as datums of the interval that began at `begin`, in milliseconds since 1970.
   * Takes turns with everything else the process does. Without a saved state, the first reading has what was counted since the
   * process began.
   */
  async read(begin: number, what: ReadingOptions = { gauges: true }): Promise<IntervalDatums> {
    const datums: Datum[] = [];
    return { ...(await this.readInto((datum) => datums.push(datum), begin, what)), datums };
  }

  /** As `read`, and hands over each datum as soon as it is made. */
  async readInto(take: TakeDatum, begin: number, { gauges }: ReadingOptions): Promise<IntervalReading> {
    const { registry, budget, onFailure, takeExtremes = () => null } = this.#options;
    const times = this.#clock.next();
    const pacer = new Pacer();
    const outcome = new IntervalOutcome({ begin, now: times.now }, budget, take);
    const rolledBackBefore = this.#rolledBack();
    const metrics = metricsOf(registry).filter(({ name }) => this.#entriesOf(name).length > 0);
    const others = metrics.filter((metric) => !(metric instanceof Family));
    const { families, defaultLabels } = await collectMetrics(registry, others, onFailure);
    const reading = { times, pacer, outcome };
    const passesOver = ({ name, type }: { readonly name: string; readonly type: string }) => {
      if (gauges || type === 'counter' || type === 'histogram') return false;
      // Whether there is something to select is said by the next reading of them.
      for (const { index } of this.#entriesOf(name)) outcome.matched.add(index);
      return true;
    };
    for (const family of metrics) {
      if (family instanceof Family && !passesOver(family))
        await this.#readOwn(family, defaultLabels, { ...reading, takeExtremes });
    }
    for (const family of families) if (!passesOver(family)) await this.#readOther(family, reading);
    return {
      count: outcome.count,
      tally: outcome.tally,
      beyondBudget: { count: outcome.beyondBudget, named: outcome.newlyRefused },
      unmatched: this.#entries.filter(({ index }) => !outcome.matched.has(index)),
      rolledBack: this.#rolledBack() - rolledBackBefore,
    };
  }

  /** What the next process needs to go on from the last reading, as lines of plain JSON; read them before the next reading. */
  *save(): Generator<SavedHeader | SavedLine> {
    // Before the first reading, what was restored is still what holds.
    yield this.#clock.header(this.#entries.map(({ selector }) => selector.text));
    for (const { name, counters, histograms } of this.#metrics.values()) {
      for (const series of counters.save()) yield [name, 'counter', series];
      for (const series of histograms.save()) yield [name, 'histogram', series];
    }
    for (const [name, { type, series }] of this.#restored?.metrics ?? []) {
      for (const one of series) yield [name, type, one];
    }
  }

  /**
   * Goes on from what was saved, line by line and parsed as JSON; to be called before the first reading. Answers how many lines
   * were no such lines; null where the first was none, and nothing was taken.
   */
  restore(lines: Iterable<unknown>): number | null {
    const restored = readSaved(lines);
    if (restored === null) return null;
    for (const name of [...restored.metrics.keys()]) {
      if (this.#entriesOf(name).length === 0) restored.metrics.delete(name);
    }
    this.#restored = restored;
    this.#clock.restore(restored.header);
    return restored.leftOut;
  }

  async #readOwn(
    family: Family,
    defaults: Labels,
    { times, pacer, outcome, takeExtremes }: Reading & { readonly takeExtremes: TakeExtremes },
  ): Promise<void> {
    this.#refuseCounts(family, outcome);
    const metric = this.#metric(family, false);
    metric.begin(times);
    for (const one of [family, ...family.variants]) {
      await readFamily(one, defaults, metric, { pacer, takeExtremes });
    }
    await this.#finish(metric, { times, pacer, outcome });
  }

  async #readOther(family: FamilySamples, reading: Reading): Promise<void> {
    const { name, type } = family;
    const { tally } = reading.outcome;
    this.#refuseCounts(family, reading.outcome);
    if (type === 'summary') {
      tally.refuse('summary', () => `${name}: CloudWatch has no summaries; select a histogram or a counter`);
      return;
    }
    const { beganAt, startedAt } = this.#options;
    const created = beganAt === undefined ? startedAt : (beganAt(name) ?? 0);
    const metric = this.#metric(family, created > 0);
    metric.begin(reading.times);
    const malformed = await readSamples(family, created, metric, reading.pacer);
    if (malformed > 0) {
      tally.refuse('malformed_histogram', () => `${name}: its series make no histogram`, malformed);
    }
    await this.#finish(metric, reading);
  }

  #refuseCounts(
    { name, type }: { readonly name: string; readonly type: string },
    { tally }: IntervalOutcome,
  ) {
    for (const entry of this.#entriesOf(name)) {
      // Of what is selected by a pattern, it is what histograms there are.
      if (!asksTooMuch(entry, type) || entry.selector.name === null) continue;
      const what = `a ${type}, and only of a histogram can be counted what is above ${entry.countAbove}`;
      tally.refuse('no_histogram', () => `${name}, selected by ${entry.called}, is ${what}`);
    }
  }

  async #finish(metric: MirroredMetric, { pacer, outcome }: Reading): Promise<void> {
    await metric.end(pacer);
    for (const target of metric.targets()) {
      outcome.add(target);
      if (pacer.isDue) await pacer.turn();
    }
  }

  #metric({ name, type }: { readonly name: string; readonly type: string }, beginsWithProcess: boolean) {
    const known = this.#metrics.get(name);
    if (known?.type === type) return known;
    const entries = this.#entriesOf(name).filter((entry) => !asksTooMuch(entry, type));
    const metric = new MirroredMetric({ name, type, entries, beginsWithProcess });
    const saved = this.#restored?.metrics.get(name);
    for (const series of saved?.series ?? []) {
      if (saved?.type === 'counter') metric.counters.restore(series);
      else metric.histograms.restore(series);
    }
    this.#restored?.metrics.delete(name);
    this.#metrics.set(name, metric);
    return metric;
  }

  #entriesOf(metric: string): SelectionEntry[] {
    return this.#options.isExcluded?.(metric) === true ? [] : entriesOf(this.#entries, metric);
  }

  #rolledBack(): number {
    let rolledBack = 0;
    for (const { counters, histograms } of this.#metrics.values()) {
      rolledBack += counters.rolledBack + histograms.rolledBack;
    }
    return rolledBack;
  }
}
