const MAGIC = [0x1f, 0x8b] as const;
const DEFLATE = 8;
/** Bytes before the optional fields. */
const FIXED = 10;
/** Flags of optional fields; those above are reserved. */
const HAS_CHECKSUM = 0x02;
const HAS_EXTRA = 0x04;
const HAS_NAME = 0x08;
const HAS_COMMENT = 0x10;
const RESERVED = 0xe0;
/** Names and comments have no bound of their own; nobody writes longer ones. */
const LONGEST_HEADER = 131_072;

/** A file that is no gzip, or is none from some point on; `message` is a clause that says why. */
export class GzipError extends Error {
  override readonly name = 'GzipError';
}

/**
 * The length of the header that a gzip member begins with; null where it goes on beyond the bytes.
 * Format: RFC 1952, section 2.3. Throws a GzipError where it is no header.
 */
export function headerLength(bytes: Buffer): number | null {
  if (MAGIC.some((byte, index) => index < bytes.length && bytes[index] !== byte))
    throw new GzipError('it does not begin as gzip does');
  if (bytes.length < FIXED) return null;
  const flags = bytes[3] ?? 0;
  if (bytes[2] !== DEFLATE || (flags & RESERVED) !== 0)
    throw new GzipError('it is compressed in a way that gzip does not know');
  const end = endOfFields(bytes, flags);
  if (end !== null && end <= bytes.length) return end;
  if (bytes.length > LONGEST_HEADER) throw new GzipError(`its header is longer than ${LONGEST_HEADER} bytes`);
  return null;
}

function endOfFields(bytes: Buffer, flags: number): number | null {
  let end = FIXED;
  if ((flags & HAS_EXTRA) !== 0) {
    if (bytes.length < end + 2) return null;
    end += 2 + bytes.readUInt16LE(end);
  }
  for (const field of [HAS_NAME, HAS_COMMENT]) {
    if ((flags & field) === 0) continue;
    const zero = bytes.indexOf(0, end);
    if (zero === -1) return null;
    end = zero + 1;
  }
  return (flags & HAS_CHECKSUM) === 0 ? end : end + 2;
}
