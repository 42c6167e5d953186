import type { PageLabels, PageSeries } from './series.ts';

/** What a series without labels has none of. */
const BRACES = 2;
/** What a label has besides its name and value: `=` and quotes. */
const AROUND_LABEL = 3;

/**
 * The series that a family has had, each of which may be there once. Mostly all series of one name have their labels in the
 * same order and nothing that could be written otherwise, so that their text tells them apart; it is no copy.
 */
export class KnownSeries {
  readonly #known = new Set<string>();
  /** By the name of the series: their labels, in order. */
  readonly #orders = new Map<string, readonly string[]>();
  #byText = true;

  get size(): number {
    return this.#known.size;
  }

  /** Adds a series with the text that it has in the page; whether it was not there. `others` are those added before. */
  add({ name, labels }: PageSeries, text: string, others: () => Iterable<PageSeries>): boolean {
    if (this.#byText && !this.#isPlain(name, labels, text)) {
      this.#byText = false;
      this.#known.clear();
      for (const other of others()) this.#known.add(seriesKey(other.name, other.labels));
    }
    const before = this.#known.size;
    this.#known.add(this.#byText ? text : seriesKey(name, labels));
    return this.#known.size > before;
  }

  /** Whether the text of a series, held against those of the same name, says whether they are the same. */
  #isPlain(name: string, labels: PageLabels, text: string): boolean {
    const order = Object.keys(labels);
    const known = this.#orders.get(name);
    if (known === undefined) this.#orders.set(name, order);
    else if (!isSame(order, known)) return false;
    let length = order.length === 0 ? 0 : BRACES + order.length - 1;
    for (const label of order) length += label.length + (labels[label] ?? '').length + AROUND_LABEL;
    // Blanks, escapes, quoted names and a comma at the end make it longer.
    return text.length === name.length + length;
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

/**
 * A text that is the same for series that have name and labels in common, whatever their order, and for no others. As in
 * Prometheus, an empty label is none. No page has lone surrogates, so that they can part its texts.
 */
function seriesKey(name: string, labels: PageLabels): string {
  let key = name;
  for (const label of Object.keys(labels).sort()) {
    const value = labels[label];
    if (value !== '') key += `\ud800${label}\ud800${value}`;
  }
  return key;
}
