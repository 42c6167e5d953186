import { FilterError } from './filter_error.ts';

/** Most regular expressions in a pattern, and most selectors with a wildcard (CloudWatch Logs user guide, filter pattern syntax). */
const MOST = { regexes: 2, wildcards: 3 };

const PROBLEMS = {
  regexes: `more than ${MOST.regexes} regular expressions`,
  wildcards: `more than ${MOST.wildcards} selectors with a wildcard`,
};

/** Reads a filter pattern from its beginning to its end, and counts what a pattern may have only so many of. */
export class PatternReader {
  readonly text: string;
  at = 0;
  readonly #counts = { regexes: 0, wildcards: 0 };

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Whether this comes next; it is passed over then. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** What an expression (with the flag `y`) finds here; it is passed over. */
  find(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found;
  }

  skipBlanks(): void {
    this.find(/\s*/y);
  }

  /** The next character as a message shows it, a whole code point; the end has a name. */
  get next(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? 'the end' : `"${String.fromCodePoint(code)}"`;
  }

  /** Throws a FilterError at `from` where that is one too many. */
  count(what: keyof typeof MOST, from: number): void {
    this.#counts[what] += 1;
    if (this.#counts[what] > MOST[what]) throw this.error(PROBLEMS[what], from);
  }

  error(problem: string, at = this.at): FilterError {
    return new FilterError(problem, at);
  }
}

/** What is in double quotes, the first of which comes here; `\"` and `\\` stand for themselves without the backslash. */
export function readQuoted(reader: PatternReader): string {
  const from = reader.at;
  const found = reader.find(/"((?:[^"\\]|\\["\\])*)"/y);
  if (found !== null) return (found[1] ?? '').replace(/\\(.)/gs, '$1');
  reader.find(/"(?:[^"\\]|\\["\\])*/y);
  if (reader.isAtEnd) throw reader.error('a double quote without its second one', from);
  throw reader.error('a backslash in double quotes that is before no double quote and no backslash');
}
