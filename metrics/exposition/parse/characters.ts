export const TAB = 0x09;
export const LINE_END = 0x0a;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const COMMA = 0x2c;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;
export const OPENING = 0x7b;
export const CLOSING = 0x7d;

const COLON = 0x3a;
const LABEL = 1;
const METRIC = 2;
const DIGIT = 4;

/** What each ASCII character may be part of. */
const CLASSES = new Uint8Array(128);
for (let code = 0; code < CLASSES.length; code += 1) {
  const character = String.fromCharCode(code);
  if (/[a-zA-Z_]/.test(character)) CLASSES[code] = LABEL | METRIC;
  else if (/\d/.test(character)) CLASSES[code] = LABEL | METRIC | DIGIT;
  else if (code === COLON) CLASSES[code] = METRIC;
}

export type NameKind = 'label' | 'metric';

/** Where a name ends that begins at `from`: `[a-zA-Z_][a-zA-Z0-9_]*`, with colons in metrics. `from` where there is none. */
export function endOfName(text: string, from: number, kind: NameKind): number {
  const wanted = kind === 'label' ? LABEL : METRIC;
  let at = from;
  if ((classOf(text, at) & DIGIT) !== 0) return from;
  while ((classOf(text, at) & wanted) !== 0) at += 1;
  return at;
}

function classOf(text: string, at: number): number {
  return at < text.length ? (CLASSES[text.charCodeAt(at)] ?? 0) : 0;
}
