import { crc32 } from 'node:zlib';

const NEWLINE = 0x0a;
const CHECKSUM_LENGTH = 8;
const CHECKSUMS = 2 ** 32;
const BEGINNING = /^([0-9a-f]{8}) ([0-9]{1,10}) \{/;
const LONGEST_BEGINNING = CHECKSUM_LENGTH + 13;

/** What was received in one go. */
export interface JournalRecord {
  /** When it was received, in milliseconds since 1970. */
  readonly at: number;
  /** What must be known to read it again, such as its media type. */
  readonly about: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A record as it stands in a journal. */
export interface Found {
  readonly record: JournalRecord;
  /** Its length in bytes. */
  readonly length: number;
}

/**
 * A record as bytes: a line of a CRC-32 in eight hexadecimal digits, the length of the body in bytes, and when and what as
 * JSON; then the body and a newline. The checksum is that of all that follows it but the last newline, and begins with the position
 * of the record in the journal, so that nothing in a body passes for a record.
 */
export function encodeRecord(
  { at, about, body }: JournalRecord,
  position: number,
  allocate: (length: number) => Buffer = (length) => Buffer.allocUnsafe(length),
): Buffer {
  const head = Buffer.from(`00000000 ${body.length} ${JSON.stringify({ at, about })}\n`);
  const bytes = allocate(head.length + body.length + 1);
  bytes.set(head);
  bytes.set(body, head.length);
  bytes[bytes.length - 1] = NEWLINE;
  const checksum = checksumOf(bytes, position).toString(16);
  bytes.write(checksum.padStart(CHECKSUM_LENGTH, '0'), 0, 'latin1');
  return bytes;
}

/** The record at the beginning of some bytes, which are kept; null where there is none, or not all of it. */
export function decodeRecord(bytes: Buffer, position: number): Found | null {
  const [, checksum = '', size = ''] = BEGINNING.exec(bytes.toString('latin1', 0, LONGEST_BEGINNING)) ?? [];
  if (checksum === '') return null;
  const head = bytes.indexOf(NEWLINE) + 1;
  const length = head + Number(size) + 1;
  if (head === 0 || length > bytes.length) return null;
  if (checksumOf(bytes.subarray(0, length), position) !== Number.parseInt(checksum, 16)) return null;
  const json = bytes.toString('utf8', CHECKSUM_LENGTH + size.length + 2, head);
  const { at, about } = JSON.parse(json) as Omit<JournalRecord, 'body'>;
  return { record: { at, about, body: bytes.subarray(head, length - 1) }, length };
}

/** Whether a whole record begins after any newline in some bytes. */
export function hasRecord(bytes: Buffer, position: number): boolean {
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) {
    if (decodeRecord(bytes.subarray(end + 1), position + end + 1) !== null) return true;
  }
  return false;
}

function checksumOf(record: Buffer, position: number): number {
  return crc32(record.subarray(CHECKSUM_LENGTH, -1), position % CHECKSUMS);
}
