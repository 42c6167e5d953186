import { z } from 'zod';
import { type Growth, savedValue } from './growth.ts';
import { VanishedSeries } from './vanished.ts';

/** How many series are looked at before others may have their turn. */
const BETWEEN_TURNS = 1000;

/** A series as it is saved: its labels as JSON, when it began, and what it had come to. */
export const savedSeries = z.tuple([z.string(), z.number().nonnegative(), savedValue]);
export type SavedSeries = z.infer<typeof savedSeries>;

/** A series at one moment. */
export interface Seen<V> {
  /** The same each time, and of no other series at that time. */
  readonly identity: unknown;
  /** Milliseconds since 1970; 0 where it is not known when it began. */
  readonly created: number;
  readonly value: V;
}

/** A series that was not there the last time. */
export interface NewSeries<V, T> extends Seen<V> {
  /** Its labels, in an order of their own. */
  readonly key: string;
  /** Whether it would have been seen the last time, had it been there, and counts from zero. */
  readonly isNew: boolean;
  readonly targets: T;
}

interface State<V, T> {
  readonly key: string;
  created: number;
  value: V;
  readonly targets: T;
}

/**
 * What came to each series of one metric between two readings. A reading is `begin`, then one of `passOver`, `advance` and `meet`
 * for each series there is, then `settle`.
 *
 * A series is known by its identity, and when it is not, by its labels and when it began: so it is found again after a restart, and
 * when another producer has taken it over. What is left is new, and counts in full if it began since the last reading. What
 * is older and was never seen only begins to count.
 */
export class SeriesDeltas<V, I, T> {
  /** Series of which a restart has lost what was counted last: they count on from what they have come to. */
  rolledBack = 0;
  readonly #growth: Growth<V, I>;
  /** By identity; null where it is not selected. */
  #known = new Map<unknown, State<V, T> | null>();
  #next = new Map<unknown, State<V, T> | null>();
  /** Of those in `#next`, how many are not in `#known`. */
  #newlyPassedOver = 0;
  readonly #met: NewSeries<V, T>[] = [];
  readonly #vanished: VanishedSeries<V>;
  /** The most series that there were at a time, here or before a restart. */
  #most = 0;

  constructor(growth: Growth<V, I>) {
    this.#growth = growth;
    this.#vanished = new VanishedSeries((value) => growth.size(value));
  }

  begin(): void {
    this.#next = new Map();
    this.#newlyPassedOver = 0;
    this.#met.length = 0;
  }

  /** What a series counts towards; null where it is not selected, undefined where it was not there the last time. */
  targetsOf(identity: unknown): T | null | undefined {
    const known = this.#known.get(identity);
    return known === null ? null : known?.targets;
  }

  /** A series that is not selected. */
  passOver(identity: unknown): void {
    if (!this.#known.has(identity) && !this.#next.has(identity)) this.#newlyPassedOver += 1;
    this.#next.set(identity, null);
  }

  /** A series that was there the last time; answers what came to it since. */
  advance({ identity, created, value }: Seen<V>): I | null {
    const state = this.#known.get(identity);
    if (state === null || state === undefined) return null;
    this.#next.set(identity, state);
    const growth = this.#growth;
    // What was added to it with an earlier beginning is older than what was seen of it.
    const isOlder = created < state.created;
    const hasBegunAnew = created > state.created;
    const since = hasBegunAnew ? null : growth.increase(state.value, value);
    state.value = growth.keep(value, hasBegunAnew ? null : state.value);
    state.created = created;
    return isOlder ? null : (since ?? growth.increase(null, value));
  }

  /** A series that was not there the last time; what came to it is said by `settle`. */
  meet(series: NewSeries<V, T>): void {
    this.#met.push({ ...series, value: this.#growth.keep(series.value, null) });
  }

  /**
   * Ends a reading, and says what came to the series that were met; null where others may have their turn. `from` is when the last
   * reading was, in milliseconds since 1970; `isGone` tells of a series that has been seen, whether it is still there.
   */
  *settle(
    from: number,
    isGone: (identity: unknown) => boolean,
  ): Generator<readonly [targets: T, increase: I] | null> {
    this.#most = Math.max(this.#most, this.#known.size + this.#met.length);
    const areAllThere = this.#known.size === this.#next.size - this.#newlyPassedOver;
    for (const [identity, state] of areAllThere ? [] : inTurns(this.#known)) {
      if (state === undefined) yield null;
      else if (state !== null && !this.#next.has(identity)) this.#remember(state);
    }
    // What was seen may have been taken over since, by one of those that were met.
    for (const [identity, state] of this.#met.length === 0 ? [] : inTurns(this.#next)) {
      if (state === undefined) yield null;
      else if (state !== null && isGone(identity)) {
        this.#remember(state);
        this.#next.delete(identity);
      }
    }
    this.#known = this.#next;
    for (const series of this.#met) {
      const { identity, key, created, value, targets } = series;
      const increase = this.#firstIncrease(series, from);
      if (isGone(identity)) this.#remember({ key, created, value });
      else this.#known.set(identity, { key, created, value, targets });
      yield increase === null ? null : [targets, increase];
    }
    this.#met.length = 0;
    this.#vanished.forgetBeyond(this.#most);
  }

  /** All series as they were at the last reading, and those that have vanished. */
  *save(): Generator<SavedSeries> {
    for (const state of this.#known.values()) {
      if (state !== null) yield [state.key, state.created, this.#growth.save(state.value)];
    }
    for (const [key, { created, value }] of this.#vanished.entries()) {
      yield [key, created, this.#growth.save(value)];
    }
  }

  /** Takes a series that was saved; answers whether it could: not where it is of another kind. */
  restore([key, created, saved]: SavedSeries): boolean {
    const value = this.#growth.load(saved);
    if (value === null) return false;
    this.#vanished.remember(key, { created, value, isSaved: true });
    this.#most = Math.max(this.#most, this.#vanished.count);
    return true;
  }

  /** What came to a series that was met; null where it only begins to count. */
  #firstIncrease({ key, created, value, isNew }: NewSeries<V, T>, from: number): I | null {
    const growth = this.#growth;
    const before = this.#recall({ key, created, value, isNew });
    if (before === null) return created >= from || isNew ? growth.increase(null, value) : null;
    const increase = growth.increase(before.value, growth.settled(value));
    if (increase !== null) return increase;
    // It began when it did before, and yet it is less: its process ended before it had saved all.
    if (before.isSaved && created > 0 && !isNew) {
      this.rolledBack += 1;
      return null;
    }
    return growth.increase(null, value);
  }

  #recall({ key, created, value, isNew }: Pick<NewSeries<V, T>, 'key' | 'created' | 'value' | 'isNew'>) {
    const before = this.#vanished.recall(key, created, value);
    return before !== null || isNew || created === 0
      ? before
      : this.#vanished.recallLater(key, created, value);
  }

  #remember({ key, created, value }: { key: string; created: number; value: V }): void {
    this.#vanished.remember(key, { created, value, isSaved: false });
  }
}

/** What is in a map, and every now and then nothing, identified by nothing. */
function* inTurns<S>(map: ReadonlyMap<unknown, S>): Generator<readonly [unknown, S | undefined]> {
  let left = BETWEEN_TURNS;
  for (const entry of map) {
    yield entry;
    left -= 1;
    if (left > 0) continue;
    left = BETWEEN_TURNS;
    yield [undefined, undefined];
  }
}
