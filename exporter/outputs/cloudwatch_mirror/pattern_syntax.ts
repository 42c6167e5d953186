import { memberOf, readClass, readEscapedSet, setOf } from './pattern_classes.ts';
import type { PatternNode } from './pattern_node.ts';
import { PatternReader } from './pattern_reader.ts';

const DEEPEST = 250;
const MOST_REPEATED = 1000;

interface Flags {
  readonly ignoresCase: boolean;
  readonly multiline: boolean;
  /** Whether `.` is a line break, too. */
  readonly dotAll: boolean;
}

/** As Prometheus 3 compiles matchers. */
const DEFAULT_FLAGS: Flags = { ignoresCase: false, multiline: false, dotAll: true };

const ANYTHING: PatternNode = { kind: 'character', matches: () => true };
const NO_LINE_BREAK: PatternNode = { kind: 'character', matches: (character) => character !== '\n' };
const TEXT_START = assertion((before) => before === '');
const TEXT_END = assertion((_, after) => after === '');
const LINE_START = assertion((before) => before === '' || before === '\n');
const LINE_END = assertion((_, after) => after === '' || after === '\n');
const WORD_BOUNDARY = assertion((before, after) => isWord(before) !== isWord(after));
const NO_WORD_BOUNDARY = assertion((before, after) => isWord(before) === isWord(after));

/**
 * Parses a regular expression of RE2's syntax, as Go has it (https://github.com/google/re2/wiki/Syntax).
 * Throws a PatternError for anything else, such as lookahead and backreferences.
 */
export function parsePattern(text: string): PatternNode {
  const parser = new PatternParser(new PatternReader(text));
  return parser.parse();
}

class PatternParser {
  readonly #reader: PatternReader;
  #flags = DEFAULT_FLAGS;
  #depth = 0;

  constructor(reader: PatternReader) {
    this.#reader = reader;
  }

  parse(): PatternNode {
    const node = this.#choice();
    if (this.#reader.isAtEnd) return node;
    throw this.#reader.error('a ")" without "("');
  }

  #choice(): PatternNode {
    const options = [this.#sequence()];
    while (this.#reader.take('|')) options.push(this.#sequence());
    return options.length === 1 && options[0] !== undefined ? options[0] : { kind: 'choice', options };
  }

  #sequence(): PatternNode {
    const reader = this.#reader;
    const parts: PatternNode[] = [];
    while (!reader.isAtEnd && !/[|)]/.test(reader.text[reader.at] ?? '')) {
      const from = reader.at;
      const [, quoted, end] = reader.find(/\\Q(.*?)(\\E|$)/sy) ?? [];
      if (end === '') throw reader.error('a \\Q without \\E', from);
      if (quoted === undefined) {
        const part = this.#part();
        if (part !== null) parts.push(this.#repeated(part));
        continue;
      }
      // A repetition after quoted text holds for its last character.
      const literals = Array.from(quoted, (character) => this.#literal(character));
      const last = literals.pop();
      parts.push(...literals, ...(last === undefined ? [] : [this.#repeated(last)]));
    }
    return { kind: 'sequence', parts };
  }

  #repeated(part: PatternNode): PatternNode {
    const reader = this.#reader;
    const bounds = this.#repetition();
    if (bounds === null) return part;
    reader.take('?');
    const from = reader.at;
    if (this.#repetition() !== null) throw reader.error('a repetition of a repetition', from);
    return { kind: 'repeat', part, ...bounds };
  }

  /** How often, if that comes here. Whether as often as possible makes no difference to a match of the whole. */
  #repetition(): { least: number; most: number } | null {
    const reader = this.#reader;
    const from = reader.at;
    const found = reader.find(/[*+?]|\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*|))?\}/y);
    if (found === null) return null;
    const [operator, first, comma, second] = found;
    if (operator === '*') return { least: 0, most: Number.POSITIVE_INFINITY };
    if (operator === '+') return { least: 1, most: Number.POSITIVE_INFINITY };
    if (operator === '?') return { least: 0, most: 1 };
    const least = Number(first);
    const limit = second === '' ? Number.POSITIVE_INFINITY : Number(second);
    const most = comma === undefined ? least : limit;
    const largest = most === Number.POSITIVE_INFINITY ? least : most;
    if (least > most || largest > MOST_REPEATED) {
      throw reader.error(`a repetition beyond ${MOST_REPEATED}, or from more to less`, from);
    }
    return { least, most };
  }

  /** One thing that can be repeated; null for flags, which match nothing. */
  #part(): PatternNode | null {
    const reader = this.#reader;
    const from = reader.at;
    if (reader.take('(')) return this.#group(from);
    if (reader.take('[')) return this.#set(readClass(reader));
    if (reader.take('.')) return this.#flags.dotAll ? ANYTHING : NO_LINE_BREAK;
    if (reader.take('^')) return this.#flags.multiline ? LINE_START : TEXT_START;
    if (reader.take('$')) return this.#flags.multiline ? LINE_END : TEXT_END;
    if (this.#repetition() !== null) throw reader.error('a repetition of nothing', from);
    const set = readEscapedSet(reader);
    if (set !== null) return this.#set(set);
    if (reader.take('\\A')) return TEXT_START;
    if (reader.take('\\z')) return TEXT_END;
    if (reader.take('\\b')) return WORD_BOUNDARY;
    if (reader.take('\\B')) return NO_WORD_BOUNDARY;
    return this.#literal(reader.take('\\') ? reader.escaped() : reader.next('the end'));
  }

  #group(from: number): PatternNode | null {
    const reader = this.#reader;
    const outer = this.#flags;
    if (reader.take('?')) {
      if (/(?:<?[=!]|>|P=)/y.test(reader.text.slice(reader.at))) {
        throw reader.error('a lookaround or a backreference, which Prometheus does not know', from);
      }
      const named = reader.find(/P?<[0-9A-Za-z_]+>/y);
      if (named === null && this.#readFlags(from) === ')') return null;
    }
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw reader.error(`more than ${DEEPEST} groups in each other`, from);
    const node = this.#choice();
    if (!reader.take(')')) throw reader.error('a "(" without ")"', from);
    this.#depth -= 1;
    this.#flags = outer;
    return node;
  }

  /** Flags as in `(?i)` or `(?i:`, of which `(?` has been read; answers what ends them. */
  #readFlags(from: number): string {
    const [, on = '', off, end] = this.#reader.find(/([imsU]*)(?:-([imsU]+))?([:)])/y) ?? [];
    if (end === undefined || (end === ')' && on === '' && off === undefined)) {
      throw this.#reader.error('a group that Prometheus does not know', from);
    }
    const changed = (letter: string, before: boolean) =>
      off?.includes(letter) === true ? false : before || on.includes(letter);
    this.#flags = {
      ignoresCase: changed('i', this.#flags.ignoresCase),
      multiline: changed('m', this.#flags.multiline),
      dotAll: changed('s', this.#flags.dotAll),
    };
    return end;
  }

  #literal(character: string): PatternNode {
    if (this.#flags.ignoresCase) return this.#set(setOf(character));
    return { kind: 'character', matches: (one) => one === character };
  }

  #set(set: string): PatternNode {
    return { kind: 'character', matches: memberOf(set, this.#flags.ignoresCase) };
  }
}

function assertion(holds: (before: string, after: string) => boolean): PatternNode {
  return { kind: 'assertion', holds };
}

function isWord(character: string): boolean {
  return /^\w$/.test(character);
}
