import type { Family, Series } from './family.ts';
import type { SeriesLimit } from './series_limit.ts';

/** One producer's series of one metric. */
export class Part<S extends Series = Series> {
  readonly family: Family<S>;
  readonly #limit: SeriesLimit | null;
  readonly #series = new Map<string, S>();
  #overflow: S | undefined;
  #closed = false;

  constructor(family: Family<S>, limit: SeriesLimit | null) {
    this.family = family;
    this.#limit = limit;
  }

  /**
   * The series of a label set, made if it is new. Keep it rather than ask again on a hot path. Beyond the
   * series limit it is one that drops and counts what it is given.
   * Throws a TypeError where a declared label is missing or an undeclared one is given.
   */
  labels(labels: Readonly<Record<string, string>>): S {
    const { name, labelNames } = this.family;
    const values: string[] = [];
    for (const label of labelNames) {
      const value = labels[label];
      if (value === undefined) throw new TypeError(`${name}: the label "${label}" is missing.`);
      values.push(value);
    }
    const given = Object.keys(labels);
    if (given.length > labelNames.length) {
      const label = given.find((one) => !labelNames.includes(one));
      throw new TypeError(`${name}: the label "${label}" is not declared.`);
    }
    return this.#series.get(labelSetKey(values)) ?? this.#admit(wellFormed(values));
  }

  /** Forgets a label set; does nothing where there is none. */
  remove(labels: Readonly<Record<string, string>>): void {
    const key = labelSetKey(wellFormed(this.family.labelNames.map((name) => labels[name] ?? '')));
    if (this.#series.delete(key)) this.#limit?.release(this.family.seriesPerLabelSet);
  }

  clear(): void {
    this.#limit?.release(this.#series.size * this.family.seriesPerLabelSet);
    this.#series.clear();
  }

  /** Forgets all series for good. */
  close(): void {
    this.clear();
    this.#closed = true;
  }

  entries(): IterableIterator<[string, S]> {
    return this.#series.entries();
  }

  #admit(values: readonly string[]): S {
    const key = labelSetKey(values);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    // What a producer still writes after its end is not kept: it would take room that nobody gives back.
    if (this.#closed) return this.family.create(values);
    if (this.#limit !== null && !this.#limit.admit(this.family.seriesPerLabelSet)) {
      this.#overflow ??= this.family.createOverflow(this.#limit);
      return this.#overflow;
    }
    const series = this.family.create(values);
    this.#series.set(key, series);
    return series;
  }
}

// Lengths keep ("a|", "b") and ("a", "|b") apart, whatever the values contain.
function labelSetKey(values: readonly string[]): string {
  let key = '';
  for (const value of values) key += `${value.length}:${value}`;
  return key;
}

// Lone surrogates all become U+FFFD on the wire; told apart here, they would show as one series twice.
function wellFormed(values: readonly string[]): string[] {
  return values.map((value) => value.toWellFormed());
}
