import { join } from 'node:path';
import { type Cursor, CursorFile } from './spool_cursor.ts';
import type { SpoolDisk } from './spool_disk.ts';
import { listSegments, readSegment, type Segment } from './spool_segments.ts';

const CURSOR = 'cursor';
const NOTHING_YET: Cursor = { done: 0, sending: null, batch: 0, mark: null };

/** A spool as it was found. */
export interface Recovered {
  readonly cursorFile: CursorFile;
  readonly cursor: Cursor;
  readonly segments: Segment[];
  /** Index of the next datum to come. */
  readonly end: number;
  /** What was found amiss, a sentence each. */
  readonly findings: readonly string[];
}

/**
 * Finds what a spool directory holds, made if it is missing: cuts off what a crash has left unfinished at its end, and
 * takes the datums as in doubt that were on their way then.
 * Throws the system's error where the disk refuses, and an Error where a later version has written it.
 */
export function recoverSpool(disk: SpoolDisk, directory: string): Recovered {
  disk.makeDirectory(directory);
  const findings: string[] = [];
  const segments = listSegments(disk, directory);
  const cursorFile = new CursorFile(disk, join(directory, CURSOR));
  const found = disk.list(directory).includes(CURSOR) ? cursorFile.read() : null;
  let cursor = found ?? { ...NOTHING_YET, done: segments[0]?.first ?? 0 };

  for (let newest = segments.at(-1); newest !== undefined; newest = segments.at(-1)) {
    const content = readSegment(disk, newest, cursor.done);
    const excess = newest.bytes - (content?.bytes ?? 0);
    if (excess > 0)
      findings.push(`${excess} bytes of a write that was not finished were cut off ${newest.path}.`);
    if (content === null) {
      disk.remove(newest.path);
      segments.pop();
      continue;
    }
    if (excess > 0) disk.truncate(newest.path, content.bytes);
    newest.bytes = content.bytes;
    newest.end = content.end;
    if (content.batch > cursor.batch) cursor = { ...cursor, batch: content.batch, mark: content.mark };
    break;
  }

  const end = Math.max(segments.at(-1)?.end ?? 0, cursor.done, cursor.sending?.to ?? 0);
  const oldest = segments[0];
  if (found === null && oldest !== undefined) {
    // What is done was removed but for what stands in the oldest file.
    cursor = { ...cursor, done: oldest.first, sending: { from: oldest.first, to: oldest.end } };
    findings.push(
      `${cursorFile.path} is damaged or missing; it is unknown how much of ${oldest.path} was sent, so all of it is in doubt.`,
    );
  }
  if (found === null) cursorFile.create(cursor);
  return { cursorFile, cursor, segments, end, findings };
}
