import { CLOSING, COMMA, EQUALS, OPENING, QUOTE } from './characters.ts';
import type { Scanner } from './scanner.ts';

/** Labels of one series, by name. */
export type PageLabels = Record<string, string>;

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

/**
 * Reads what comes before a value: `name`, `name{a="1"}` or `{"my.name",a="1"}`. `blanks` says whether blanks may stand
 * between its parts. Throws a PageError.
 */
export function readSeries(scanner: Scanner, blanks: boolean): ReadSeries {
  const start = scanner.at;
  const name = scanner.takeName('metric');
  if (blanks && name !== '') scanner.skipBlanks();
  if (scanner.code !== OPENING) {
    if (name === '') scanner.fail('a comment or a series');
    return { name, labels: {}, text: name };
  }
  const inside = readBraces(scanner, { blanks, name: name === '' ? null : name });
  if (inside.name === null)
    scanner.refuse('there is no name of a metric, neither before nor in the braces', start);
  return { name: inside.name, labels: inside.labels, text: scanner.text.slice(start, scanner.at) };
}

/** Reads the labels of an exemplar, which has no name. Throws a PageError. */
export function readExemplarLabels(scanner: Scanner): PageLabels {
  return readBraces(scanner, { blanks: false, name: '' }).labels;
}

interface Braces {
  readonly blanks: boolean;
  /** The name that stood before them; null where it must be in them. */
  readonly name: string | null;
}

function readBraces(scanner: Scanner, { blanks, name: before }: Braces) {
  let name = before;
  const labels: PageLabels = {};
  scanner.pass(OPENING, '"{"');
  for (;;) {
    if (blanks) scanner.skipBlanks();
    if (scanner.code === CLOSING) break;
    const start = scanner.at;
    const label = takeLabelName(scanner);
    if (blanks) scanner.skipBlanks();
    if (scanner.text[start] === '"' && (scanner.code === COMMA || scanner.code === CLOSING)) {
      if (before === '') scanner.refuse('an exemplar has labels only', start);
      if (name !== null)
        scanner.refuse('only one name of a metric can be there, and only before labels', start);
      name = named(scanner, label, start);
    } else {
      scanner.pass(EQUALS, '"=" and the value of a label');
      if (blanks) scanner.skipBlanks();
      addLabel(scanner, labels, label, start);
      if (blanks) scanner.skipBlanks();
    }
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

function addLabel(scanner: Scanner, labels: PageLabels, label: string, start: number): void {
  if (label === NAME_LABEL) scanner.refuse(`no label can be called ${NAME_LABEL}`, start);
  if (label === '') scanner.refuse('a label has no name', start);
  if (Object.hasOwn(labels, label)) {
    scanner.refuse(`the label ${JSON.stringify(label)} is there twice`, start);
  }
  const value = scanner.takeQuoted('the value of a label in double quotes');
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
