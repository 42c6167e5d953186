const QUOTE = 34;
const BACKSLASH = 92;

/**
 * The fields of an access log's line: what blanks separate, what is between double quotes (where `\"` is a quote), and what is between
 * `[` and `]`. Null where a quote or a bracket is not closed.
 */
export function quotedFields(line: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  while (at < line.length) {
    if (line[at] === ' ') {
      at += 1;
      continue;
    }
    const end = endOf(line, at);
    if (end === -1) return null;
    const isWrapped = line[at] === '"' || line[at] === '[';
    const text = line.slice(isWrapped ? at + 1 : at, isWrapped ? end - 1 : end);
    fields.push(line[at] === '"' ? unescaped(text) : text);
    at = end;
  }
  return fields;
}

/** Where the field ends that begins here, with its quote or bracket; −1 where it does not. */
function endOf(line: string, from: number): number {
  if (line[from] === '[') return line.indexOf(']', from) + 1 || -1;
  if (line[from] !== '"') {
    const blank = line.indexOf(' ', from);
    return blank === -1 ? line.length : blank;
  }
  for (let at = from + 1; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at + 1;
  }
  return -1;
}

/** Apache writes quotes and backslashes with a backslash; other sequences are left as they are. */
function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text;
}
