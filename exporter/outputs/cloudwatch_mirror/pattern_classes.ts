import type { PatternReader } from './pattern_reader.ts';

/** Sets of characters, in the syntax of JavaScript's `v` flag. */
const PERL: Readonly<Record<string, string>> = {
  d: '[0-9]',
  s: '[\\t\\n\\f\\r\\u{20}]',
  w: '[0-9A-Za-z_]',
};

const POSIX: Readonly<Record<string, string>> = {
  alnum: '[0-9A-Za-z]',
  alpha: '[A-Za-z]',
  ascii: '[\\u{0}-\\u{7f}]',
  blank: '[\\t\\u{20}]',
  cntrl: '[\\u{0}-\\u{1f}\\u{7f}]',
  digit: '[0-9]',
  graph: '[\\u{21}-\\u{7e}]',
  lower: '[a-z]',
  print: '[\\u{20}-\\u{7e}]',
  punct: '[\\u{21}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{60}\\u{7b}-\\u{7e}]',
  space: '[\\t\\n\\v\\f\\r\\u{20}]',
  upper: '[A-Z]',
  word: '[0-9A-Za-z_]',
  xdigit: '[0-9A-Fa-f]',
};

/** A set that a backslash begins, `\d` or `\pL`, if one comes here; the backslash has not been read. */
export function readEscapedSet(reader: PatternReader): string | null {
  const perl = reader.find(/\\([dDsSwW])/y)?.[1];
  if (perl !== undefined) return complementIf(perl < 'a', PERL[perl.toLowerCase()] ?? '');
  const from = reader.at;
  const unicode = reader.find(/\\([pP])(?:\{(\^?)([A-Za-z_]+)\}|([A-Za-z]))/y);
  if (unicode === null) return null;
  const [, letter, caret = '', braced, single] = unicode;
  const set = unicodeSet(braced ?? single ?? '');
  if (set === null) throw reader.error(`a class of characters that Prometheus does not know`, from);
  return complementIf((letter === 'P') !== (caret === '^'), set);
}

/** A class in brackets, the first of which has been read, as one set. */
export function readClass(reader: PatternReader): string {
  const from = reader.at - 1;
  const isNegated = reader.take('^');
  let set = '';
  for (let isFirst = true; isFirst || !reader.take(']'); isFirst = false) {
    if (reader.isAtEnd) throw reader.error('a class without "]"', from);
    set += readPosix(reader) ?? readEscapedSet(reader) ?? readRange(reader, from);
  }
  return complementIf(isNegated, `[${set}]`);
}

/** Whether a character is in a set. */
export function memberOf(set: string, ignoresCase: boolean): (character: string) => boolean {
  const pattern = new RegExp(`^${set}$`, ignoresCase ? 'vi' : 'v');
  return (character) => pattern.test(character);
}

/** A character, as a set is written. */
export function setOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function readPosix(reader: PatternReader): string | null {
  const from = reader.at;
  const found = reader.find(/\[:(\^?)(.*?):\]/sy);
  if (found === null) return null;
  const [, caret, name = ''] = found;
  const set = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
  if (set === undefined) throw reader.error('a class of characters that Prometheus does not know', from);
  return complementIf(caret === '^', set);
}

function readRange(reader: PatternReader, classFrom: number): string {
  const from = reader.at;
  const first = readMember(reader, classFrom);
  const next = reader.text.slice(reader.at, reader.at + 2);
  if (!next.startsWith('-') || next === '-]' || next === '-') return setOf(first);
  reader.take('-');
  const last = readMember(reader, classFrom);
  if ((last.codePointAt(0) ?? 0) < (first.codePointAt(0) ?? 0)) {
    throw reader.error('a range of characters that ends before it begins', from);
  }
  return `${setOf(first)}-${setOf(last)}`;
}

function readMember(reader: PatternReader, classFrom: number): string {
  if (reader.isAtEnd) throw reader.error('a class without "]"', classFrom);
  return reader.take('\\') ? reader.escaped() : reader.next('a class without "]"');
}

function unicodeSet(name: string): string | null {
  if (name === 'Any') return '\\p{Any}';
  const set = /^[A-Z][a-z]?$/.test(name) ? `\\p{${name}}` : `\\p{Script=${name}}`;
  try {
    new RegExp(set, 'v');
    return set;
  } catch {
    return null;
  }
}

function complementIf(isNegated: boolean, set: string): string {
  return isNegated ? `[^${set}]` : set;
}
