import { LABEL, OTHER_VALUE } from '../../conventions/labels.ts';
import type { Part } from '../../metrics/part.ts';

/** How often label sets that have expired are looked for, once there is no room. */
const LOOK_EVERY_MS = 10_000;

export type Labels = Readonly<Record<string, string>>;

/** The bound on label sets of one metric. */
export class LabelSets {
  readonly #part: Part;
  readonly #limit: number;
  readonly #known = new Set<string>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** `part` holds the series of the metric; those that were restored count. */
  constructor(part: Part, limit: number) {
    this.#part = part;
    this.#limit = limit;
    this.#look();
  }

  /** Whether a label set is there, or there is room for it, which it then takes. */
  admit(labels: Labels): boolean {
    const key = this.#keyOf(labels);
    if (this.#known.has(key)) return true;
    if (this.#known.size >= this.#limit) this.#look();
    if (this.#known.size >= this.#limit) return false;
    this.#known.add(key);
    return true;
  }

  // Series that nobody writes may have expired.
  #look(): void {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    this.#known.clear();
    const { store } = this.#part.family;
    for (const series of this.#part.series())
      this.#known.add(JSON.stringify(store.sets.values(store.rowOf(series))));
  }

  #keyOf(labels: Labels): string {
    return JSON.stringify(this.#part.family.labelNames.map((label) => labels[label]));
  }
}

/** The label set of all that find no room: the same service, and every other label `<other>`. */
export function otherLabels(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).map(([label, value]) => [label, label === LABEL.service ? value : OTHER_VALUE]),
  );
}
