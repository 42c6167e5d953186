import type { PageLabels, PageSeries } from './series.ts';

/** What a series without labels has none of. */
const BRACES = 2;
/** What a label has besides its name and value: `=` and quotes. */
const AROUND_LABEL = 3;

/** What no text can have in the value of a label but with an escape, so that it is not plain. */
const ESCAPED = /["\n]/;

/** How the series of one name are written. */
interface Writing {
  /** The labels of the first one, in order. */
  readonly order: readonly string[];
  /** Whether any of them was plain. */
  hasPlain: boolean;
}

/**
 * The series that a family has had, each of which may be there once. Mostly all series of one name have their labels in the
 * same order and nothing that could be written otherwise: their text tells these plain ones apart; it is no copy. The others
 * are told apart by a key, and from plain ones by the text that they would have as such.
 */
export class KnownSeries {
  readonly #plain = new Set<string>();
  readonly #others = new Set<string>();
  readonly #writings = new Map<string, Writing>();

  get size(): number {
    return this.#plain.size + this.#others.size;
  }

  /** Adds a series with the text that it has in the page; whether it was not there. */
  add({ name, labels }: PageSeries, text: string): boolean {
    const writing = this.#writingOf(name, labels);
    if (isPlain(name, labels, text, writing.order)) {
      writing.hasPlain = true;
      if (this.#others.size > 0 && this.#others.has(seriesKey(name, labels))) return false;
      return addNew(this.#plain, text);
    }
    const plain = writing.hasPlain ? plainText(name, labels, writing.order) : null;
    if (plain !== null && this.#plain.has(plain)) return false;
    return addNew(this.#others, seriesKey(name, labels));
  }

  #writingOf(name: string, labels: PageLabels): Writing {
    const known = this.#writings.get(name);
    if (known !== undefined) return known;
    const writing = { order: Object.keys(labels), hasPlain: false };
    this.#writings.set(name, writing);
    return writing;
  }
}

function addNew(set: Set<string>, text: string): boolean {
  const before = set.size;
  set.add(text);
  return set.size > before;
}

/** Whether the text of a series, held against plain ones of the same name, says whether they are the same. */
function isPlain(name: string, labels: PageLabels, text: string, order: readonly string[]): boolean {
  let length = order.length === 0 ? 0 : BRACES + order.length - 1;
  let at = 0;
  // As Object.keys has them, and for all pages hundreds of thousands of times.
  for (const label in labels) {
    if (label !== order[at]) return false;
    at += 1;
    length += label.length + (labels[label] ?? '').length + AROUND_LABEL;
  }
  // Blanks, escapes, quoted names and a comma at the end make it longer.
  return at === order.length && text.length === name.length + length;
}

/** The text of a plain series that is the same; null where there cannot be one. As in Prometheus, an empty label is none. */
function plainText(name: string, labels: PageLabels, order: readonly string[]): string | null {
  for (const label of Object.keys(labels)) {
    const value = labels[label] ?? '';
    if (ESCAPED.test(value) || (value !== '' && !order.includes(label))) return null;
  }
  if (order.length === 0) return name;
  const pairs = order.map((label) => `${label}="${Object.hasOwn(labels, label) ? labels[label] : ''}"`);
  return `${name}{${pairs.join(',')}}`;
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
