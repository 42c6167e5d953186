import type { LineFormat } from './access_log.ts';

const BLANKS = ' \t';
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * `key=value key="a value" key`, as Heroku began it and Go's loggers write it (https://pkg.go.dev/github.com/kr/logfmt). Values are
 * text; a key alone is true; of a key that comes twice, the last one counts. Null where a line has no `key=` at all, or a quote
 * is not closed.
 */
export const logfmt: LineFormat = (line) => {
  const found: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  let hasValue = false;
  let at = 0;
  while (at < line.length) {
    if (BLANKS.includes(line[at] ?? '')) {
      at += 1;
      continue;
    }
    const keyEnd = endOfWord(line, at, '=');
    const key = line.slice(at, keyEnd);
    if (line[keyEnd] !== '=') {
      found[key] = true;
      at = keyEnd;
      continue;
    }
    if (key === '') return null;
    hasValue = true;
    const value = line[keyEnd + 1] === '"' ? quoted(line, keyEnd + 2) : bare(line, keyEnd + 1);
    if (value === null) return null;
    found[key] = value.text;
    at = value.end;
  }
  return hasValue ? found : null;
};

interface Value {
  readonly text: string;
  readonly end: number;
}

function bare(line: string, from: number): Value {
  const end = endOfWord(line, from, '');
  return { text: line.slice(from, end), end };
}

function quoted(line: string, from: number): Value | null {
  let text = '';
  let copied = from;
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === '"') return { text: text + line.slice(copied, at), end: at + 1 };
    if (line[at] !== '\\') continue;
    const escaped = line[at + 1] ?? '';
    text += line.slice(copied, at) + (ESCAPES[escaped] ?? escaped);
    at += 1;
    copied = at + 1;
  }
  return null;
}

function endOfWord(line: string, from: number, also: string): number {
  let at = from;
  while (at < line.length && !BLANKS.includes(line[at] ?? '') && (also === '' || line[at] !== also)) at += 1;
  return at;
}
