import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { LINE_END } from './characters.ts';
import { PageError } from './page_error.ts';

const REPLACEMENT = '\ufffd';
const OWN = [...Buffer.from(REPLACEMENT)];

/**
 * The text of a page that arrived as bytes. Throws a PageError where these are no UTF-8; its column is that of the line's
 * first character that is none. `linesBefore` are those of the page before these bytes.
 */
export function decodePage(bytes: Uint8Array, linesBefore = 0): string {
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  if (isUtf8(bytes)) return decoded(bytes);
  let line = linesBefore + 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const found = bytes.indexOf(LINE_END, start);
    const end = found === -1 ? bytes.length : found;
    const its = bytes.subarray(start, end);
    if (!isUtf8(its)) throw new PageError(line, firstBroken(its) + 1, 'these bytes are no UTF-8');
    start = end + 1;
  }
  throw new Error('Bytes that are no UTF-8 have lines that all are; report this.');
}

/** A byte order mark stays, which no page may begin with. */
function decoded(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** The offset of the first U+FFFD that stands for what is broken: a line may have some of its own. */
function firstBroken(line: Uint8Array): number {
  const text = decoded(line);
  let bytes = 0;
  let from = 0;
  for (let at = text.indexOf(REPLACEMENT); at !== -1; at = text.indexOf(REPLACEMENT, from)) {
    bytes += Buffer.byteLength(text.slice(from, at));
    if (!OWN.every((byte, index) => line[bytes + index] === byte)) return at;
    bytes += OWN.length;
    from = at + 1;
  }
  return text.length;
}
