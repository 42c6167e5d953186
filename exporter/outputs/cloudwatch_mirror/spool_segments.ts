import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { SpoolDisk } from './spool_disk.ts';
import { linesOf } from './spool_lines.ts';
import { decodeRecord, SPOOL_VERSION } from './spool_record.ts';

const NAME = /^(\d{16})\.jsonl$/;
const HEADER_BYTES = 256;

/** A file of batches, one after the other. */
export interface Segment {
  readonly path: string;
  /** Index of its first datum, which is its name, too. */
  readonly first: number;
  /** Index after its last datum. */
  end: number;
  /** How many bytes of the file count; what is behind them is the rest of a write that failed. */
  bytes: number;
}

/** Where the segment is, or will be, whose first datum has this index. */
export function segmentPath(directory: string, first: number): string {
  return join(directory, `${String(first).padStart(16, '0')}.jsonl`);
}

/**
 * The segments in a directory, oldest first; each ends where the next one begins, and the last one at its own beginning,
 * for nobody has read it yet. Throws an Error where a later version of goldwatch has written one.
 */
export function listSegments(disk: SpoolDisk, directory: string): Segment[] {
  const firsts = disk
    .list(directory)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  return firsts.map((first, index) => {
    const path = segmentPath(directory, first);
    const segment = { path, first, end: firsts[index + 1] ?? first, bytes: disk.length(path) };
    checkVersion(disk, segment);
    return segment;
  });
}

/** What a segment holds for certain, found by reading all of it. */
export interface SegmentContent {
  /** Bytes up to the end of its last whole batch. */
  readonly bytes: number;
  readonly end: number;
  readonly batch: number;
  readonly mark: string | null;
}

/**
 * Finds the last whole batch of a segment; null where there is none. The last batch may be a write that a power cut
 * interrupted, parts of which need not have come to the disk in order; so all of it must be there, unless some of
 * its datums, those below `done`, are known to have been sent.
 */
export function readSegment(disk: SpoolDisk, segment: Segment, done: number): SegmentContent | null {
  let last: SegmentContent | null = null;
  let previous: SegmentContent | null = null;
  let isWhole = true;
  for (const line of linesOf(disk, segment.path, 0, segment.bytes)) {
    const record = decodeRecord(line.bytes);
    if (record === null || !('commit' in record)) continue;
    const { batch, end, mark, bytes, sum } = record.commit;
    previous = last;
    last = { bytes: line.next, end, batch, mark };
    isWhole = crc32(disk.read(segment.path, line.offset - bytes, bytes)) === sum;
  }
  return isWhole || done > (previous?.end ?? segment.first) ? last : previous;
}

function checkVersion(disk: SpoolDisk, { path, bytes }: Segment): void {
  const [line] = linesOf(disk, path, 0, Math.min(bytes, HEADER_BYTES));
  const record = line === undefined ? null : decodeRecord(line.bytes);
  if (record === null || !('header' in record) || record.header.version === SPOOL_VERSION) return;
  throw new Error(
    `The spool file ${path} is of version ${record.header.version}, and this goldwatch reads version ${SPOOL_VERSION}. ` +
      'Run the goldwatch that wrote it until it has sent it, or move the file away.',
  );
}
