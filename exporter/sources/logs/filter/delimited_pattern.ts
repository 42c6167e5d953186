import { type Comparison, compileComparison, readComparison } from './comparison.ts';
import { splitFields } from './delimited_line.ts';
import { compileExpression, type Expression, readExpression } from './expression.ts';
import type { PatternReader } from './pattern_reader.ts';

/** A field as the pattern has it. */
export interface Column {
  readonly kind: 'field';
  /** Null where it has none, and is known by its number only. */
  readonly name: string | null;
  /** What its text must be. */
  readonly condition: Expression<Comparison> | null;
}

/** Fields of a line from the first to the last; `...` among them is any number of further ones. */
export interface DelimitedPattern {
  readonly kind: 'delimited';
  readonly columns: readonly (Column | { readonly kind: 'rest' })[];
}

/** What the fields of a line are called, and their texts. */
export interface DelimitedFields {
  /** By name, or by number from 1 where the field has no name. */
  text(name: string): string | undefined;
}

/** Reads columns in brackets, the first of which comes here. Throws a FilterError where they are wrong. */
export function readDelimitedPattern(reader: PatternReader): DelimitedPattern {
  const from = reader.at;
  reader.take('[');
  reader.skipBlanks();
  if (reader.take(']')) return { kind: 'delimited', columns: [] };
  const columns: DelimitedPattern['columns'][number][] = [];
  do columns.push(readColumn(reader, columns));
  while (reader.take(','));
  if (!reader.take(']')) {
    if (reader.isAtEnd) throw reader.error('a "[" without "]"', from);
    throw reader.error(`a comma, "]", "&&" or "||" must follow, not ${reader.next}`);
  }
  return { kind: 'delimited', columns };
}

/** The fields of a line that the pattern matches, or null. */
export function compileDelimited({ columns }: DelimitedPattern): (line: string) => DelimitedFields | null {
  const rest = columns.findIndex(({ kind }) => kind === 'rest');
  const before = columns.slice(0, rest === -1 ? columns.length : rest).map(compileColumn);
  const after = rest === -1 ? [] : columns.slice(rest + 1).map(compileColumn);
  const takesRest = rest !== -1 || columns.length === 0;
  const names = [...before, ...after].map(({ name }) => name);
  return (line) => {
    const texts = takesRest ? splitFields(line).map(({ text }) => text) : splitColumns(line, before.length);
    if (texts.length < names.length) return null;
    const skipped = texts.length - names.length;
    if (!before.every(({ test }, index) => test(texts[index] ?? ''))) return null;
    if (!after.every(({ test }, index) => test(texts[before.length + skipped + index] ?? ''))) return null;
    return { text: (name) => texts[placeOf(name, { names, before: before.length, skipped })] };
  };
}

/** Why no line that matches has a field of this name or number, as a clause; null where one may. */
export function problemOfName({ columns }: DelimitedPattern, name: string): string | null {
  if (columns.some((column) => column.kind === 'field' && column.name === name)) return null;
  const called = columns.flatMap((column) =>
    column.kind === 'field' && column.name !== null ? [column.name] : [],
  );
  if (!/^[1-9]\d{0,6}$/.test(name)) {
    return called.length === 0
      ? 'no field of the pattern has a name'
      : `the fields of the pattern are called ${called.join(', ')}`;
  }
  const place = Number(name) - 1;
  const rest = columns.findIndex(({ kind }) => kind === 'rest');
  const column = rest === -1 || place < rest ? columns[place] : undefined;
  if (column?.kind === 'field' && column.name !== null) return `field ${name} is called ${column.name}`;
  if (rest !== -1 || columns.length === 0 || column !== undefined) return null;
  return `the pattern has ${columns.length} fields`;
}

/** The texts of so many columns; the last one is all that remains, as it is written where that is more than a field. */
function splitColumns(line: string, count: number): string[] {
  const fields = splitFields(line, count);
  const texts = fields.map(({ text }) => text);
  const last = fields.at(-1);
  const remainder = last === undefined ? '' : line.slice(last.at).replace(/ +$/, '');
  if (last !== undefined && remainder.length > last.end - last.at) texts[texts.length - 1] = remainder;
  return texts;
}

/** The place among all fields of one that is called so; -1 where none is. */
function placeOf(
  name: string,
  { names, before, skipped }: { names: readonly (string | null)[]; before: number; skipped: number },
): number {
  const column = names.indexOf(name);
  if (column !== -1) return column < before ? column : column + skipped;
  if (!/^[1-9]\d*$/.test(name)) return -1;
  const place = Number(name) - 1;
  const isSkipped = place >= before && place < before + skipped;
  const unskipped = place < before ? place : place - skipped;
  return isSkipped || names[unskipped] === null ? place : -1;
}

function compileColumn(column: DelimitedPattern['columns'][number]): {
  name: string | null;
  test: (text: string) => boolean;
} {
  if (column.kind === 'rest' || column.condition === null) {
    return { name: column.kind === 'rest' ? null : column.name, test: () => true };
  }
  return { name: column.name, test: compileExpression(column.condition, compileFieldComparison) };
}

// A field is text; it is a number where it is compared with one and reads as one.
function compileFieldComparison(comparison: Comparison): (text: string) => boolean {
  const compare = compileComparison(comparison);
  if (comparison.operand.kind !== 'number') return compare;
  return (text) => compare(/^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : text);
}

function readColumn(
  reader: PatternReader,
  columns: DelimitedPattern['columns'],
): DelimitedPattern['columns'][number] {
  reader.skipBlanks();
  const from = reader.at;
  if (reader.take('...')) {
    if (columns.some(({ kind }) => kind === 'rest')) throw reader.error('a second "..."', from);
    reader.skipBlanks();
    return { kind: 'rest' };
  }
  if (/[,\]]/.test(reader.text[from] ?? '')) return { kind: 'field', name: null, condition: null };
  const name = readName(reader);
  if (columns.some((column) => column.kind === 'field' && column.name === name)) {
    throw reader.error(`a second field that is called ${name}`, from);
  }
  reader.skipBlanks();
  if (reader.isAtEnd || /[,\]]/.test(reader.text[reader.at] ?? ''))
    return { kind: 'field', name, condition: null };
  reader.at = from;
  return { kind: 'field', name, condition: readExpression(reader, () => readCondition(reader, name)) };
}

function readCondition(reader: PatternReader, name: string): Expression<Comparison> {
  reader.skipBlanks();
  const from = reader.at;
  const condition = readName(reader);
  if (condition !== name) throw reader.error(`a condition of ${condition} at the field ${name}`, from);
  return { kind: 'one', condition: readComparison(reader, 'a comma, "]" or an operator must follow') };
}

function readName(reader: PatternReader): string {
  const name = reader.find(/[A-Za-z_][0-9A-Za-z_-]*/y)?.[0];
  if (name !== undefined) return name;
  throw reader.error(
    `a field has a name of letters, digits, "-" and "_", a letter first; not ${reader.next}`,
  );
}
