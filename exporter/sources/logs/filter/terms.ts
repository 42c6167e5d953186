import { type PatternReader, readQuoted } from './pattern_reader.ts';

/** Terms that a line must contain, must not contain, and of which it must contain one. */
export interface Terms {
  readonly kind: 'terms';
  readonly required: readonly string[];
  readonly excluded: readonly string[];
  /** Ignored where there are others, as CloudWatch does. */
  readonly optional: readonly string[];
}

/** Reads terms up to the end. Throws a FilterError where something else comes. */
export function readTerms(reader: PatternReader): Terms {
  const terms = { required: [] as string[], excluded: [] as string[], optional: [] as string[] };
  if (reader.find(/\s*(?:" *"\s*)?$/y) !== null) return { kind: 'terms', ...terms };
  for (reader.skipBlanks(); !reader.isAtEnd; reader.skipBlanks()) {
    if (reader.take('-')) terms.excluded.push(readTerm(reader));
    else if (reader.take('?')) terms.optional.push(readTerm(reader));
    else terms.required.push(readTerm(reader));
  }
  return { kind: 'terms', ...terms };
}

/** Whether a line has what the terms ask for; terms are parts of words, too, and upper case is not lower case. */
export function compileTerms({ required, excluded, optional }: Terms): (line: string) => boolean {
  const [only] = required;
  if (only !== undefined && required.length === 1 && excluded.length === 0)
    return (line) => line.includes(only);
  if (required.length + excluded.length > 0) {
    return (line) =>
      required.every((term) => line.includes(term)) && !excluded.some((term) => line.includes(term));
  }
  return (line) => optional.length === 0 || optional.some((term) => line.includes(term));
}

function readTerm(reader: PatternReader): string {
  const from = reader.at;
  if (reader.text[from] === '%') throw reader.error('a regular expression beside other terms');
  const isQuoted = reader.text[from] === '"';
  const term = isQuoted ? readQuoted(reader) : reader.find(/\w*/y)?.[0];
  if (!reader.isAtEnd && !/\s/.test(reader.text[reader.at] ?? '')) {
    throw reader.error(`a term with ${reader.next} in it must be in double quotes as a whole`);
  }
  if (term === undefined || term === '') throw reader.error('a term without anything in it', from);
  return term;
}
