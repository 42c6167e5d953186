import { CLOSING, COMMA, EQUALS, OPENING, QUOTE } from './characters.ts';
import type { Scanner } from './scanner.ts';

/** Labels of one series, by name. */
export type PageLabels = Record<string, string>;

/** A label as the series before had it, in the same place. */
interface KnownPair {
  text: string;
  label: string;
  value: string;
}

/**
 * The labels of the last series, by their places: from one line to the next most are the same. Those are taken as they are, which
 * is quick, and takes no memory.
 */
export class LastPairs {
  readonly #pairs: KnownPair[] = [];

  /** The pair in this place, where it is next; it is passed then. */
  take(scanner: Scanner, place: number): KnownPair | null {
    const known = this.#pairs[place];
    if (known === undefined || !scanner.follows(known.text)) return null;
    scanner.at += known.text.length;
    return known;
  }

  /** Keeps the pair that has this text, to its last quote. */
  keep(place: number, text: string, label: string, value: string): void {
    const known = this.#pairs[place];
    if (known === undefined) {
      if (place === this.#pairs.length && place < MOST_PAIRS) this.#pairs.push({ text, label, value });
      return;
    }
    known.text = text;
    known.label = label;
    known.value = value;
  }
}

export interface PageSeries {
  readonly name: string;
  readonly labels: PageLabels;
}

/** With the text that it was read from. */
export interface ReadSeries extends PageSeries {
  readonly text: string;
}

/** The label that holds the name inside Prometheus, where a second one would be taken for it. */
const NAME_LABEL = '__name__';
/** Labels of a series beyond which they are read in full. */
const MOST_PAIRS = 64;

/**
 * Reads what comes before a value: `name`, `name{a="1"}` or `{"my.name",a="1"}`. `blanks` says whether blanks may stand
 * between its parts; `last` belongs to the page. Throws a PageError.
 */
export function readSeries(scanner: Scanner, blanks: boolean, last: LastPairs): ReadSeries {
  const start = scanner.at;
  const name = scanner.takeName('metric');
  if (blanks && name !== '') scanner.skipBlanks();
  if (scanner.code !== OPENING) {
    if (name === '') scanner.fail('a comment or a series');
    return { name, labels: {}, text: name };
  }
  const inside = readBraces(scanner, { blanks, name: name === '' ? null : name, last });
  if (inside.name === null)
    scanner.refuse('there is no name of a metric, neither before nor in the braces', start);
  return { name: inside.name, labels: inside.labels, text: scanner.text.slice(start, scanner.at) };
}

/** Reads the labels of an exemplar, which has no name. Throws a PageError. */
export function readExemplarLabels(scanner: Scanner): PageLabels {
  return readBraces(scanner, { blanks: false, name: '', last: null }).labels;
}

interface Braces {
  readonly blanks: boolean;
  /** The name that stood before them; null where it must be in them. */
  readonly name: string | null;
  readonly last: LastPairs | null;
}

function readBraces(scanner: Scanner, { blanks, name: before, last }: Braces) {
  let name = before;
  const labels: PageLabels = {};
  scanner.pass(OPENING, '"{"');
  for (let place = 0; ; place += 1) {
    if (blanks) scanner.skipBlanks();
    if (scanner.code === CLOSING) break;
    const start = scanner.at;
    const known = last?.take(scanner, place) ?? null;
    const label = known?.label ?? takeLabelName(scanner);
    if (known === null && blanks) scanner.skipBlanks();
    if (known !== null) {
      refuseSecond(scanner, labels, label, start);
      setLabel(labels, label, known.value);
    } else if (scanner.text[start] === '"' && (scanner.code === COMMA || scanner.code === CLOSING)) {
      if (before === '') scanner.refuse('an exemplar has labels only', start);
      if (name !== null)
        scanner.refuse('only one name of a metric can be there, and only before labels', start);
      name = named(scanner, label, start);
    } else {
      scanner.pass(EQUALS, '"=" and the value of a label');
      if (blanks) scanner.skipBlanks();
      const value = addLabel(scanner, labels, label, start);
      last?.keep(place, scanner.text.slice(start, scanner.at), label, value);
    }
    if (blanks) scanner.skipBlanks();
    if (scanner.code !== COMMA) break;
    // As Prometheus has it, a comma may stand after the last label, too.
    scanner.at += 1;
  }
  scanner.pass(CLOSING, '"," or "}"');
  return { name, labels };
}

function takeLabelName(scanner: Scanner): string {
  if (scanner.code === QUOTE) return scanner.takeQuoted('the name of a label');
  const label = scanner.takeName('label');
  if (label === '') scanner.fail('the name of a label or "}"');
  return label;
}

/** Answers the value. */
function addLabel(scanner: Scanner, labels: PageLabels, label: string, start: number): string {
  if (label === NAME_LABEL) scanner.refuse(`no label can be called ${NAME_LABEL}`, start);
  if (label === '') scanner.refuse('a label has no name', start);
  refuseSecond(scanner, labels, label, start);
  const value = scanner.takeQuoted('the value of a label in double quotes');
  setLabel(labels, label, value);
  return value;
}

function refuseSecond(scanner: Scanner, labels: PageLabels, label: string, start: number): void {
  if (Object.hasOwn(labels, label)) {
    scanner.refuse(`the label ${JSON.stringify(label)} is there twice`, start);
  }
}

function setLabel(labels: PageLabels, label: string, value: string): void {
  // An assignment would set the prototype instead.
  if (label === '__proto__') {
    Object.defineProperty(labels, label, { value, enumerable: true, writable: true, configurable: true });
  } else labels[label] = value;
}

function named(scanner: Scanner, name: string, start: number): string {
  if (name === '') scanner.refuse('the name of a metric is empty', start);
  return name;
}

/** The name of a metric in HELP, TYPE or UNIT, quoted or not. Throws a PageError. */
export function readMetadataName(scanner: Scanner, keyword: string): string {
  const start = scanner.at;
  const expected = `the name of a metric after ${keyword}`;
  if (scanner.code === QUOTE) return named(scanner, scanner.takeQuoted(expected), start);
  const name = scanner.takeName('metric');
  if (name === '') scanner.fail(expected);
  return name;
}
