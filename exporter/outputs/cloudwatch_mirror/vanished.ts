/** How many are remembered beyond as many series as there ever were at a time. */
const MORE_REMEMBERED = 1000;

/** A series that was not there any more. */
export interface Vanished<V> {
  readonly created: number;
  readonly value: V;
  /** Whether it is of another process, which may have counted more than it could save. */
  readonly isSaved: boolean;
}

/** Series that have vanished, or that another process has saved, until they are there again. */
export class VanishedSeries<V> {
  readonly #sizeOf: (value: V) => number;
  /** By labels. */
  readonly #all = new Map<string, Vanished<V>[]>();
  #count = 0;

  /** `sizeOf` is greater where a value is. */
  constructor(sizeOf: (value: V) => number) {
    this.#sizeOf = sizeOf;
  }

  get count(): number {
    return this.#count;
  }

  remember(key: string, series: Vanished<V>): void {
    const its = this.#all.get(key);
    if (its === undefined) this.#all.set(key, [series]);
    else its.push(series);
    this.#count += 1;
  }

  /** The one that a series goes on from, which is forgotten: of its labels and beginning, the largest that is not larger. */
  recall(key: string, created: number, value: V): Vanished<V> | null {
    const candidates = this.#bySize(key).filter((one) => one.created === created);
    const size = this.#sizeOf(value);
    return this.#taken(key, candidates.find((one) => this.#sizeOf(one.value) <= size) ?? candidates[0]);
  }

  /**
   * As `recall`, of those that another process has saved with a later beginning: where the clock was set back before a restart,
   * a series that goes on has begun by the clock as it is now.
   */
  recallLater(key: string, created: number, value: V): Vanished<V> | null {
    const candidates = this.#bySize(key).filter((one) => one.isSaved && one.created > created);
    const size = this.#sizeOf(value);
    return this.#taken(
      key,
      candidates.find((one) => this.#sizeOf(one.value) <= size),
    );
  }

  /** Forgets what vanished first, beyond so many and a thousand more. */
  forgetBeyond(most: number): void {
    for (const [key, its] of this.#all) {
      if (this.#count <= most + MORE_REMEMBERED) return;
      this.#all.delete(key);
      this.#count -= its.length;
    }
  }

  *entries(): Generator<readonly [key: string, series: Vanished<V>]> {
    for (const [key, its] of this.#all) for (const one of its) yield [key, one];
  }

  /** Those of these labels, the largest first. */
  #bySize(key: string): Vanished<V>[] {
    const its = this.#all.get(key) ?? [];
    return its.toSorted((one, other) => this.#sizeOf(other.value) - this.#sizeOf(one.value));
  }

  #taken(key: string, found: Vanished<V> | undefined): Vanished<V> | null {
    const its = this.#all.get(key);
    if (found === undefined || its === undefined) return null;
    its.splice(its.indexOf(found), 1);
    if (its.length === 0) this.#all.delete(key);
    this.#count -= 1;
    return found;
  }
}
