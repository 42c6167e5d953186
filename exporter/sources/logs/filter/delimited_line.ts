/** A field of a line. */
export interface DelimitedField {
  /** Without the brackets or quotes around it. */
  readonly text: string;
  /** Where it begins in the line, with its bracket or quote. */
  readonly at: number;
  /** Where it ends, with its bracket or quote. */
  readonly end: number;
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '"': '"' };

/**
 * The first fields of a line, at most so many. Blanks separate them; what is between "[" and "]" or two double quotes is one
 * field, where that begins it (CloudWatch Logs user guide, «space-delimited log events»).
 */
export function splitFields(line: string, most = Number.POSITIVE_INFINITY): DelimitedField[] {
  const fields: DelimitedField[] = [];
  // What was not found once need not be looked for again: a line of many brackets takes no longer than others.
  const unclosed = new Set<string>();
  for (let at = skipBlanks(line, 0); at < line.length && fields.length < most; ) {
    const closing = CLOSING[line[at] ?? ''];
    const close = closing === undefined || unclosed.has(closing) ? -1 : line.indexOf(closing, at + 1);
    if (closing !== undefined && close === -1) unclosed.add(closing);
    const blank = close === -1 ? line.indexOf(' ', at) : -1;
    const end = close === -1 ? (blank === -1 ? line.length : blank) : close + 1;
    fields.push({ text: close === -1 ? line.slice(at, end) : line.slice(at + 1, close), at, end });
    at = skipBlanks(line, end);
  }
  return fields;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ') at += 1;
  return at;
}
