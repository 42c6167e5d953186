import { BACKSLASH, endOfName, LINE_END, type NameKind, QUOTE, SPACE, TAB } from './characters.ts';
import { resolveEscapes } from './escapes.ts';
import { PageError } from './page_error.ts';

/** Characters of a page that a message shows. */
const LONGEST_EXCERPT = 24;

/** A page, block by block, and how far it has been read. Nothing is read twice. */
export class Scanner {
  at = 0;
  #text = '';
  #line = 1;
  #lineStart = 0;

  /** Goes on with the next lines of the page, when all before have been read. */
  feed(text: string): void {
    this.#text = text;
    this.at = 0;
    this.#lineStart = 0;
  }

  /** The present block: whole lines, of which the page's last one may have no end. */
  get text(): string {
    return this.#text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Of the line that is being read, from 1 on. */
  get line(): number {
    return this.#line;
  }

  /** Where the line that is being read begins in the present block. */
  get lineStart(): number {
    return this.#lineStart;
  }

  /** The UTF-16 unit that is next; -1 at the end. */
  get code(): number {
    return this.at < this.text.length ? this.text.charCodeAt(this.at) : -1;
  }

  /** Whether this is next. */
  follows(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  skipBlanks(): void {
    while (this.code === SPACE || this.code === TAB) this.at += 1;
  }

  /** Passes one character. Throws a PageError where it is another one. */
  pass(code: number, expected: string): void {
    if (this.code !== code) this.fail(expected);
    this.at += 1;
  }

  /** Passes the end of a line. Throws a PageError where the line goes on, or where the page ends in it. */
  passLineEnd(expected: string): void {
    if (this.code !== LINE_END) this.fail(this.isAtEnd ? END_EXPECTED : expected);
    this.at += 1;
    this.#line += 1;
    this.#lineStart = this.at;
  }

  /** The rest of the line, whose end is then next. */
  takeRest(): string {
    const end = this.text.indexOf('\n', this.at);
    return this.#take(end === -1 ? this.text.length : end);
  }

  /** What comes before the next space or line end, and a tab if there may be one; possibly nothing. */
  takeWord(): string {
    let end = this.at;
    for (; end < this.text.length; end += 1) {
      const code = this.text.charCodeAt(end);
      if (code === SPACE || code === LINE_END || code === TAB) break;
    }
    return this.#take(end);
  }

  /** A name without quotes; empty where there is none. */
  takeName(kind: NameKind): string {
    return this.#take(endOfName(this.text, this.at, kind));
  }

  /** What stands between quotes, its escapes resolved. Throws a PageError where the line ends before. */
  takeQuoted(expected: string): string {
    this.pass(QUOTE, expected);
    const { text } = this;
    const start = this.at;
    let hasEscapes = false;
    let at = start;
    for (;;) {
      const code = at < text.length ? text.charCodeAt(at) : -1;
      if (code === QUOTE) break;
      if (code === LINE_END || code === -1) this.fail('a closing quote', at);
      if (code === BACKSLASH) {
        hasEscapes = true;
        // What is escaped does not end the text, unless it ends the line.
        if (at + 1 < text.length && text.charCodeAt(at + 1) !== LINE_END) at += 1;
      }
      at += 1;
    }
    this.at = at + 1;
    const raw = text.slice(start, at);
    return hasEscapes ? resolveEscapes(raw, true) : raw;
  }

  /** Throws a PageError: this was expected at a place of this line, the present one unless given. */
  fail(expected: string, at = this.at): never {
    this.refuse(`expected ${expected}, found ${this.#excerpt(at)}`, at);
  }

  /** Throws a PageError about a place of this line. */
  refuse(problem: string, at: number): never {
    throw new PageError(this.#line, at - this.#lineStart + 1, problem);
  }

  #take(end: number): string {
    const taken = this.text.slice(this.at, end);
    this.at = end;
    return taken;
  }

  #excerpt(at: number): string {
    if (at >= this.text.length) return 'the end of the page';
    const lineEnd = this.text.indexOf('\n', at);
    if (lineEnd === at) return 'the end of the line';
    const rest = this.text.slice(at, lineEnd === -1 ? at + LONGEST_EXCERPT + 1 : lineEnd);
    const isLong = rest.length > LONGEST_EXCERPT;
    const shown = JSON.stringify(isLong ? `${rest.slice(0, LONGEST_EXCERPT)}…` : rest);
    // What a terminal would not show, or would obey.
    return shown.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  }
}

const END_EXPECTED = 'a line end after the last line, without which it may be cut short';
