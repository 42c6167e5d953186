import { CharacterSet } from './character_set.ts';
import { FilterError } from './filter_error.ts';
import { PatternReader } from './pattern_reader.ts';

/** One character, so many times. */
export interface Atom {
  readonly set: CharacterSet;
  readonly least: number;
  readonly most: number;
}

/** Atoms one after the other, and whether they begin and end where the text does. */
export interface Alternative {
  readonly fromStart: boolean;
  readonly atoms: readonly Atom[];
  readonly toEnd: boolean;
}

const PERL: Readonly<Record<string, CharacterSet>> = {
  d: CharacterSet.of('0123456789'),
  s: CharacterSet.of(' \t\n'),
  w: CharacterSet.range('0', '9').or(
    CharacterSet.range('A', 'Z'),
    CharacterSet.range('a', 'z'),
    CharacterSet.of('_'),
  ),
};

/**
 * Parses a regular expression of CloudWatch Logs (user guide, «supported regular expressions»): letters, digits, blanks and
 * `:_#=@/;,-`; `.`, classes, `\d \s \w \D \S \W` and `\xhh`; `? * + {m} {m,} {m,n}`; `|`, `^` and `$`, but no groups.
 * Throws a FilterError, the place of which is `offset` further.
 */
export function parseRegex(source: string, offset: number): Alternative[] {
  const reader = new PatternReader(source);
  try {
    const alternatives = [readAlternative(reader)];
    while (reader.take('|')) alternatives.push(readAlternative(reader));
    return alternatives;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new FilterError(error.problem, error.at + offset);
  }
}

function readAlternative(reader: PatternReader): Alternative {
  const from = reader.at;
  const fromStart = reader.take('^');
  const atoms: Atom[] = [];
  while (!reader.isAtEnd && !/[|$]/.test(reader.text[reader.at] ?? '')) atoms.push(readAtom(reader));
  const toEnd = reader.take('$');
  if (toEnd && !reader.isAtEnd && reader.text[reader.at] !== '|') {
    throw reader.error('a "$" before the end, after which nothing can match', reader.at - 1);
  }
  if (reader.at === from)
    throw reader.error('a regular expression, or a side of "|", without anything in it');
  return { fromStart, atoms, toEnd };
}

function readAtom(reader: PatternReader): Atom {
  const set = readSet(reader);
  const [least, most] = readRepetition(reader) ?? [1, 1];
  const from = reader.at;
  if (readRepetition(reader) !== null) throw reader.error('a repetition of a repetition', from);
  return { set, least, most };
}

function readRepetition(reader: PatternReader): [least: number, most: number] | null {
  const from = reader.at;
  if (reader.take('*')) return [0, Number.POSITIVE_INFINITY];
  if (reader.take('+')) return [1, Number.POSITIVE_INFINITY];
  if (reader.take('?')) return [0, 1];
  const found = reader.find(/\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/y);
  if (found === null) return null;
  const least = Number(found[1]);
  const most = found[2] === undefined ? least : Number(found[3] ?? Number.POSITIVE_INFINITY);
  if (least > most) throw reader.error('a repetition from more to less', from);
  return [least, most];
}

function readSet(reader: PatternReader): CharacterSet {
  const from = reader.at;
  if (reader.take('.')) return CharacterSet.of('').not();
  if (reader.take('[')) return readClass(reader, from);
  if (reader.take('\\')) return readEscape(reader);
  const character = reader.find(/[0-9A-Za-z :_#=@/;,-]/y)?.[0];
  if (character !== undefined) return CharacterSet.of(character);
  if (/[?*+{]/.test(reader.text[from] ?? '')) throw reader.error('a repetition of nothing');
  if (reader.text[from] === '^')
    throw reader.error('a "^" after the beginning, before which nothing can match');
  throw refused(reader);
}

function readEscape(reader: PatternReader): CharacterSet {
  const from = reader.at - 1;
  const letter = reader.find(/[dswDSW]/y)?.[0];
  if (letter !== undefined) {
    const set = PERL[letter.toLowerCase()] ?? CharacterSet.of('');
    return letter < 'a' ? set.not() : set;
  }
  const code = reader.find(/x([0-7][0-9A-Fa-f])/y)?.[1];
  if (code !== undefined) return CharacterSet.of(String.fromCharCode(Number.parseInt(code, 16)));
  const symbol = reader.find(/[\^$?[\]{}|\\*+.:_#=@/;,-]/y)?.[0];
  if (symbol !== undefined) return CharacterSet.of(symbol);
  throw reader.error(
    'an escape that is none of \\d \\s \\w \\D \\S \\W, \\x00 to \\x7F or a backslash and an operator',
    from,
  );
}

function readClass(reader: PatternReader, from: number): CharacterSet {
  const isNegated = reader.take('^');
  let set = CharacterSet.of('');
  for (let isFirst = true; isFirst || !reader.take(']'); isFirst = false) {
    if (reader.isAtEnd) throw reader.error('a class without "]"', from);
    set = set.or(readRange(reader));
  }
  return isNegated ? set.not() : set;
}

function readRange(reader: PatternReader): CharacterSet {
  const from = reader.at;
  const first = readMember(reader);
  if (!/^-[^\]]/.test(reader.text.slice(reader.at, reader.at + 2))) return first;
  reader.take('-');
  const last = readMember(reader);
  const [low, high] = [first.only, last.only];
  if (low === null || high === null || low > high) {
    throw reader.error('a range of characters that ends before it begins, or with a class', from);
  }
  return CharacterSet.range(low, high);
}

function readMember(reader: PatternReader): CharacterSet {
  if (reader.take('\\')) return readEscape(reader);
  const character = reader.find(/[0-9A-Za-z :_#=@/;,^$?{}|*+.-]/y)?.[0];
  if (character === undefined) throw refused(reader);
  return CharacterSet.of(character);
}

function refused(reader: PatternReader): FilterError {
  const code = reader.text.codePointAt(reader.at) ?? 0;
  if (code > 0x7f) return reader.error('a character beyond ASCII in a regular expression');
  const hexadecimal = `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  return reader.error(`${reader.next} in a regular expression, where only ${hexadecimal} can stand for it`);
}
