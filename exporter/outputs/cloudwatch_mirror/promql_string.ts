/** What is wrong with a string of PromQL, and at which character of it. */
export class StringError extends Error {
  override readonly name = 'StringError';
  /** Offset in the literal, its quotation mark included. */
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}

const LETTERS: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|([0-7]{3})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/suy;

/**
 * The text of a string literal, with its quotation marks: Go's escapes in single and double quotes, none in backquotes
 * (https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals). Throws a StringError.
 */
export function unquote(literal: string): string {
  const quote = literal[0] ?? '';
  const inside = literal.slice(1, -1);
  if (quote === '`') return inside;
  const bytes: Uint8Array[] = [];
  let at = 0;
  while (at < inside.length) {
    if (inside[at] !== '\\') {
      const end = inside.indexOf('\\', at);
      const plain = inside.slice(at, end < 0 ? undefined : end);
      bytes.push(Buffer.from(plain));
      at += plain.length;
      continue;
    }
    ESCAPE.lastIndex = at;
    const found = ESCAPE.exec(inside);
    const escaped = found === null ? null : bytesOf(found, quote);
    if (found === null || escaped === null)
      throw new StringError('an escape that PromQL does not know', at + 1);
    bytes.push(escaped);
    at += found[0].length;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(bytes));
  } catch {
    throw new StringError('bytes that are no UTF-8, which no label can have', 0);
  }
}

function bytesOf(
  [, hexadecimal, octal, short, long, letter]: RegExpExecArray,
  quote: string,
): Uint8Array | null {
  if (letter !== undefined) {
    const character = letter === quote ? quote : LETTERS[letter];
    return character === undefined ? null : Buffer.from(character);
  }
  const byte =
    hexadecimal === undefined ? octal && Number.parseInt(octal, 8) : Number.parseInt(hexadecimal, 16);
  if (typeof byte === 'number') return byte > 0xff ? null : Uint8Array.of(byte);
  const code = Number.parseInt(short ?? long ?? '', 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
  return Buffer.from(String.fromCodePoint(code));
}
