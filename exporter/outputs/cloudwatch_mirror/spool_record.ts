import { crc32 } from 'node:zlib';
import type { WireDatum } from './requests.ts';
import { datumsOf, type Part } from './spool_parts.ts';

const [TAB, NEWLINE] = ['\t', '\n'];
const CHECKSUM_LENGTH = 8;

/** Version of what is described here. */
export const SPOOL_VERSION = 1;

/** The first line of a segment. */
export interface Header {
  readonly version: number;
}

/** Datums of one batch, or some of them: those from the index `at` on, of all that were ever spooled. */
export interface Chunk {
  readonly at: number;
  readonly count: number;
}

/** The last line of a batch; without it the lines before are no batch. */
export interface Commit {
  /** Number of the batch; later ones are larger. */
  readonly batch: number;
  /** Index after its last datum. */
  readonly end: number;
  /** What its writer knows it by, see `Batch`. */
  readonly mark: string | null;
  /** How many bytes the lines of its chunks have, which stand right before, and their checksum. */
  readonly bytes: number;
  readonly sum: number;
}

export type SpoolRecord =
  | { readonly header: Header }
  | { readonly chunk: Chunk; readonly datums: readonly WireDatum[] }
  | { readonly commit: Commit };

/** A line: a CRC-32 of eight hexadecimal digits, a blank, a text, a newline. The checksum is that of the text. */
export function encodeLine(text: Uint8Array): Buffer {
  const checksum = crc32(text).toString(16).padStart(CHECKSUM_LENGTH, '0');
  return Buffer.concat([Buffer.from(`${checksum} `), text, Buffer.from(NEWLINE)]);
}

/** The text of a line that is given without its newline; null where it is damaged. */
export function decodeLine(line: Buffer): string | null {
  const text = line.subarray(CHECKSUM_LENGTH + 1);
  const checksum = line.toString('latin1', 0, CHECKSUM_LENGTH);
  if (!/^[0-9a-f]{8}$/.test(checksum) || Number.parseInt(checksum, 16) !== crc32(text)) return null;
  return text.toString();
}

/** The first line of a segment. */
export function encodeHeader(): Buffer {
  return encodeLine(Buffer.from(JSON.stringify({ header: { version: SPOOL_VERSION } })));
}

/** The lines of one batch, the first of whose datums has the index `at`. */
export function encodeBatch(batch: number, at: number, parts: readonly Part[], mark: string | null): Buffer {
  const lines: Buffer[] = [];
  let end = at;
  for (const { count, text } of parts) {
    const chunk: Chunk = { at: end, count };
    lines.push(encodeLine(Buffer.concat([Buffer.from(JSON.stringify({ chunk }) + TAB), text])));
    end += count;
  }
  const chunks = Buffer.concat(lines);
  const commit: Commit = { batch, end, mark, bytes: chunks.length, sum: crc32(chunks) };
  return Buffer.concat([chunks, encodeLine(Buffer.from(JSON.stringify({ commit })))]);
}

/** What a line of a segment says, given without its newline; null where it is damaged. */
export function decodeRecord(line: Buffer): SpoolRecord | null {
  const text = decodeLine(line);
  if (text === null) return null;
  const tab = text.indexOf(TAB);
  if (tab < 0) return parse(text);
  const record = parse(text.slice(0, tab));
  return record !== null && 'chunk' in record ? { ...record, datums: datumsOf(text.slice(tab + 1)) } : null;
}

function parse(json: string): SpoolRecord | null {
  try {
    return JSON.parse(json) as SpoolRecord;
  } catch {
    return null;
  }
}
