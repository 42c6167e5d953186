import { PatternError } from './pattern_node.ts';

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const LARGEST_CODE_POINT = 0x10ffff;

/** Reads a regular expression character by character. */
export class PatternReader {
  readonly text: string;
  at = 0;

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

  /** What a pattern (with the flag `y`) finds here; it is passed over. */
  find(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found;
  }

  /** The next character, as a whole code point. Throws a PatternError at the end. */
  next(problemAtEnd: string): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) throw this.error(problemAtEnd);
    const character = String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }

  /** The character that an escape stands for, the backslash of which has been read. */
  escaped(): string {
    const from = this.at - 1;
    const hexadecimal = this.find(/x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y);
    if (hexadecimal !== null) {
      const code = Number.parseInt(hexadecimal[1] ?? hexadecimal[2] ?? '', 16);
      if (code > LARGEST_CODE_POINT) throw this.error('a character beyond U+10FFFF', from);
      return String.fromCodePoint(code);
    }
    const octal = this.find(/0[0-7]{0,2}|[1-7][0-7]{1,2}/y);
    if (octal !== null) return String.fromCodePoint(Number.parseInt(octal[0], 8));
    if (/[1-9]/.test(this.text[this.at] ?? '')) {
      throw this.error('a backreference, which Prometheus does not know', from);
    }
    const character = this.next('a backslash at the end');
    const simple = SIMPLE_ESCAPES[character];
    if (simple !== undefined) return simple;
    if (/[^0-9A-Za-z]/.test(character) && character < '\u0080') return character;
    throw this.error(`an escape that Prometheus does not know, \\${character}`, from);
  }

  error(problem: string, at = this.at): PatternError {
    return new PatternError(problem, at);
  }
}
