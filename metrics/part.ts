import type { Family } from './family.ts';
import type { Series } from './series.ts';
import type { SeriesLimit } from './series_limit.ts';
import type { LabelSets } from './store/label_sets.ts';

/** One producer's series of one metric. */
export class Part<S extends Series = Series> {
  readonly family: Family<S>;
  readonly #limit: SeriesLimit | null;
  readonly #sets: LabelSets;
  readonly #handles: readonly (S | undefined)[];
  #closed = false;

  constructor(family: Family<S>, limit: SeriesLimit | null) {
    this.family = family;
    this.#limit = limit;
    this.#sets = family.store.sets;
    this.#handles = family.store.handles;
  }

  /**
   * The series of a label set, made if it is new. Keep it rather than ask again on a hot path. Beyond the
   * series limit it drops and counts what it is given, until there is room.
   * Throws a TypeError where a declared label is missing or no string, or an undeclared one is given.
   */
  labels(labels: Readonly<Record<string, string>>): S {
    const first = this.#sets.first(labels);
    if (first >= 0) {
      const only = this.#handles[first];
      if (only?.part === this) return only;
      const known = this.#own(first);
      if (known !== undefined) return known;
    }
    return this.#admit(this.#check(labels));
  }

  /** Forgets a label set; does nothing where there is none. */
  remove(labels: Readonly<Record<string, string>>): void {
    const known = this.#own(this.family.store.sets.first(wellFormed(labels)));
    if (known !== undefined) this.#detach(known);
  }

  clear(): void {
    for (const series of this.series()) this.#detach(series);
  }

  /** Forgets all series for good. */
  close(): void {
    this.clear();
    this.#closed = true;
  }

  /** All its series, as they are now. */
  series(): S[] {
    return this.family.store.handles.filter((series) => series?.part === this) as S[];
  }

  /** Forgets series that nobody has touched for so many milliseconds; answers how many. */
  expire(after: number, now: number): number {
    // What goldwatch says about itself is often said once, and holds.
    if (this.#limit === null) return 0;
    const stale = this.series().filter(
      (series) => this.family.store.idleFor(series, series.mark(), now) >= after,
    );
    for (const series of stale) this.#detach(series);
    return stale.length;
  }

  /**
   * Called before a guarded series is written: its values now may be wanted, or it has no row. Answers the series
   * to write to, which is another one where its label set was asked for anew since it lost its row.
   */
  prepare(series: S): S {
    const values = this.family.store.rowless.get(series);
    const own = values === undefined ? series : this.#regain(series, values);
    if (own.isKept) this.family.store.preserve(own);
    return own;
  }

  #own(first: number): S | undefined {
    const { sets, handles } = this.family.store;
    for (let row = first; row >= 0; row = sets.next(row)) {
      const series = handles[row];
      if (series?.part === this) return series;
    }
    return undefined;
  }

  #check(labels: Readonly<Record<string, string>>): Record<string, string> {
    const { name, labelNames } = this.family;
    for (const label of labelNames) {
      const value: unknown = labels[label];
      if (value === undefined) throw new TypeError(`${name}: the label "${label}" is missing.`);
      if (typeof value === 'string') continue;
      throw new TypeError(`${name}: the label "${label}" is ${String(value)}, not a string; give one.`);
    }
    const undeclared = Object.keys(labels).find((label) => !labelNames.includes(label));
    if (undeclared !== undefined) throw new TypeError(`${name}: the label "${undeclared}" is not declared.`);
    return wellFormed(labels);
  }

  #admit(labels: Record<string, string>): S {
    const { store, labelNames } = this.family;
    const known = this.#own(store.sets.first(labels));
    if (known !== undefined) return known;
    const values = labelNames.map((label) => labels[label] as string);
    const series = this.family.create(this, values);
    if (!this.#closed && this.#hasRoom()) this.#attach(series, values);
    return series;
  }

  #regain(series: S, values: readonly string[]): S {
    // What a producer still writes after its end is not kept: it would take room that nobody gives back.
    if (this.#closed) return series;
    const { store, labelNames, name } = this.family;
    const labels = Object.fromEntries(labelNames.map((label, index) => [label, values[index] ?? '']));
    const known = this.#own(store.sets.first(labels));
    if (known !== undefined) return known;
    if (this.#hasRoom()) this.#attach(series, values);
    else this.#limit?.drop(name);
    return series;
  }

  #hasRoom(): boolean {
    return this.#limit === null || this.#limit.admit(this.family.seriesPerLabelSet);
  }

  #attach(series: S, values: readonly string[]): void {
    this.family.store.attach(series, values);
    series.begin();
  }

  #detach(series: S): void {
    const { store, seriesPerLabelSet } = this.family;
    store.detach(series);
    series.native = null;
    this.#limit?.release(seriesPerLabelSet);
  }
}

/**
 * Labels as on the wire, where lone surrogates all become U+FFFD; told apart here, they would show as one series
 * twice. The copies do not keep alive what the strings were cut from, a whole log line for instance.
 */
function wellFormed(labels: Readonly<Record<string, string>>): Record<string, string> {
  const copies = Object.entries(labels).map(([name, value]) => [name, internalized(value.toWellFormed())]);
  return Object.fromEntries(copies) as Record<string, string>;
}

/**
 * A copy that the engine keeps once for the whole process, as it does literals: comparing it to one of these looks at
 * where they are, not at what they say. Property names are kept so, but for numbers; of these, short values of JSON.
 */
function internalized(text: string): string {
  return /^\d{1,10}$/.test(text)
    ? (JSON.parse(`"${text}"`) as string)
    : (Object.keys({ [text]: 0 })[0] ?? '');
}
