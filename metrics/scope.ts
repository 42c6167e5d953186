import { z } from 'zod';
import type { MetricDeclaration } from '../conventions/metrics.ts';
import type { CounterSeries } from './counter.ts';
import type { Family } from './family.ts';
import type { GaugeSeries } from './gauge.ts';
import type { GuestMetrics, GuestShare } from './guests/guest_metrics.ts';
import type { HistogramSeries } from './histogram.ts';
import { isNativeState, type NativeState } from './native/state.ts';
import type { Part } from './part.ts';
import { loadNumber, savedNumber, saveNumber } from './saved_number.ts';
import type { Series, SeriesState } from './series.ts';

const nativeState = z.custom<NativeState>(isNativeState);

const savedState = z.union([
  savedNumber,
  z.strictObject({
    counts: z.array(z.number().nonnegative()),
    sum: savedNumber,
    native: nativeState.optional(),
  }),
]);

/** What a scope's series looked like at one moment; plain JSON. */
export const scopeSnapshot = z.record(
  z.string(),
  z.strictObject({
    // Missing in snapshots from before it was saved.
    type: z.enum(['counter', 'gauge', 'histogram']).optional(),
    labels: z.array(z.string()),
    bounds: z.array(z.number()),
    // Label values, what was counted, and when that began in milliseconds since 1970, 0 where it is not known.
    series: z.array(z.tuple([z.array(z.string()), savedState, z.number().nonnegative().optional()])),
  }),
);
export type ScopeSnapshot = z.infer<typeof scopeSnapshot>;

/** Where a scope gets its families from. */
export interface FamilySource {
  family(declaration: MetricDeclaration): Family;
  variant(declaration: MetricDeclaration & { type: 'histogram' }, bounds: readonly number[]): Family;
  readonly guests: GuestMetrics;
}

/**
 * Everything one producer (a source, a plugin) writes. Its series are saved, restored and removed together,
 * and no other producer can touch them.
 */
export class MetricScope {
  readonly #families: FamilySource;
  readonly #partOf: (family: Family) => Part;
  readonly #parts = new Map<string, Part>();
  readonly #guests: GuestShare[] = [];

  constructor(families: FamilySource, partOf: (family: Family) => Part) {
    this.#families = families;
    this.#partOf = partOf;
  }

  /** Throws an Error where the declaration contradicts one made earlier under the same name. */
  counter(declaration: MetricDeclaration & { type: 'counter' }): Part<CounterSeries> {
    return this.#part(declaration) as Part<CounterSeries>;
  }

  gauge(declaration: MetricDeclaration & { type: 'gauge' }): Part<GaugeSeries> {
    return this.#part(declaration) as Part<GaugeSeries>;
  }

  histogram(declaration: MetricDeclaration & { type: 'histogram' }): Part<HistogramSeries> {
    return this.#part(declaration) as Part<HistogramSeries>;
  }

  /** As `histogram`, by classic buckets of one's own: `MetricRegistry.variant`. */
  histogramBy(
    bounds: readonly number[],
    declaration: MetricDeclaration & { type: 'histogram' },
  ): Part<HistogramSeries> {
    const family = this.#families.variant(declaration, bounds);
    return this.#partIn(family, `${declaration.name} ${bounds.join()}`) as unknown as Part<HistogramSeries>;
  }

  /** Room for metrics that somebody else counts; pages leave them out unless they are shown. */
  guests({ areShown = false } = {}): GuestShare {
    const share = this.#families.guests.share({ areShown });
    this.#guests.push(share);
    return share;
  }

  /** All series as they are now. */
  snapshot(): ScopeSnapshot {
    const snapshot: ScopeSnapshot = {};
    for (const [name, part] of this.#parts) {
      const series: ScopeSnapshot[string]['series'] = [];
      for (const one of part.series()) {
        const { store } = part.family;
        const row = store.rowOf(one);
        series.push([store.sets.values(row), save(one.state()), store.createdOf(one)]);
      }
      const { type, labelNames, bounds } = part.family;
      snapshot[name] = { type, labels: [...labelNames], bounds: [...bounds], series };
    }
    return snapshot;
  }

  /**
   * Adds the series of a snapshot to those that are there. Metrics that this scope has not asked for, or
   * whose type or labels have changed since, are left out; their names are the result. Series beyond the
   * series limit count as dropped.
   */
  restore(snapshot: ScopeSnapshot): string[] {
    const leftOut: string[] = [];
    for (const [name, saved] of Object.entries(snapshot)) {
      const part = this.#parts.get(name);
      if (part === undefined || !fits(saved, part.family)) {
        leftOut.push(name);
        continue;
      }
      for (const [values, state, created = 0] of saved.series) {
        const labels = Object.fromEntries(saved.labels.map((label, index) => [label, values[index] ?? '']));
        const series: Series = part.labels(labels);
        series.restore(load(state), saved.bounds);
        if (series.isKept) part.family.store.beganAt(series, created);
      }
    }
    return leftOut;
  }

  /** Removes every series of this scope. */
  close(): void {
    for (const part of this.#parts.values()) part.family.removePart(part);
    this.#parts.clear();
    for (const share of this.#guests) share.close();
  }

  #part(declaration: MetricDeclaration): Part {
    return this.#partIn(this.#families.family(declaration), declaration.name);
  }

  #partIn(family: Family, key: string): Part {
    const known = this.#parts.get(key);
    if (known !== undefined) return known;
    const part = this.#partOf(family);
    this.#parts.set(key, part);
    return part;
  }
}

function fits(saved: ScopeSnapshot[string], { type, labelNames }: Family): boolean {
  const sameType = saved.type === undefined || saved.type === type;
  const sameShape = saved.series.every(([, state]) => (typeof state === 'object') === (type === 'histogram'));
  return sameType && sameShape && labelNames.join() === saved.labels.join();
}

function save(state: SeriesState): z.infer<typeof savedState> {
  if (typeof state === 'number') return saveNumber(state);
  return { counts: [...state.counts], sum: saveNumber(state.sum), native: state.native };
}

function load(state: z.infer<typeof savedState>): SeriesState {
  return typeof state === 'object' ? { ...state, sum: loadNumber(state.sum) } : loadNumber(state);
}
