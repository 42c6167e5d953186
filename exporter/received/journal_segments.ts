import { join } from 'node:path';
import { decodeRecord, hasRecord, type JournalRecord } from './journal_record.ts';
import type { StateDisk } from './state_disk.ts';

const NAME = /^journal-(\d{16})$/;

/** A file of records, one after the other. */
export interface Segment {
  readonly path: string;
  /** Position of its first record, which is its name, too. */
  readonly first: number;
  /** Position after its last record; what is behind it is the rest of a write that failed. */
  end: number;
}

/** Where the segment is, or will be, whose first record has this position. */
export function segmentPath(directory: string, first: number): string {
  return join(directory, `journal-${String(first).padStart(16, '0')}`);
}

/** The segments in a directory, oldest first. Each ends where the next one begins, the last one nowhere. */
export function listSegments(disk: StateDisk, directory: string): Segment[] {
  const firsts = disk
    .list(directory)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  return firsts.map((first, index) => ({
    path: segmentPath(directory, first),
    first,
    end: firsts[index + 1] ?? Number.POSITIVE_INFINITY,
  }));
}

/**
 * The records of a segment from a position on; sets its end where it has none. What a crash has left unfinished at the end of
 * the last segment is left out. Throws an Error that says what to do where anything else is damaged or missing.
 */
export function* recordsOf(disk: StateDisk, segment: Segment, from: number): Generator<JournalRecord> {
  const bytes = disk.read(segment.path);
  const isLast = segment.end === Number.POSITIVE_INFINITY;
  let position = from;
  while (position < segment.end) {
    const rest = bytes.subarray(position - segment.first);
    const found = decodeRecord(rest, position);
    if (found === null && isLast && !hasRecord(rest, position)) segment.end = position;
    else if (found === null) throw damaged(segment.path, position - segment.first);
    else {
      yield found.record;
      position += found.length;
    }
  }
}

/** A part of a journal is missing that is needed. */
export function missing(path: string): Error {
  return new Error(`The journal goes on in ${path}, and what was received before is missing. ${WHAT_TO_DO}`);
}

function damaged(path: string, offset: number): Error {
  return new Error(`The journal ${path} is damaged ${offset} bytes from its beginning. ${WHAT_TO_DO}`);
}

const WHAT_TO_DO =
  'Put its folder back as it was, or move it away to start counting at zero; Prometheus takes that for a restart of the ' +
  'counters, and what is sent again is counted again.';
