import { type DeliveryCounts, newDeliveryCounts } from '../delivery_counts.ts';
import { Spool, type SpoolSettings } from '../spool.ts';
import { LOCAL_DISK, type SpoolDisk } from '../spool_disk.ts';
import { keptLog, names } from './datums.ts';

/** Keeps every datum. */
export const KEEP = () => null;

export interface OpenedSpool {
  readonly spool: Spool;
  readonly counts: DeliveryCounts;
  readonly said: string[];
}

/** A spool in a directory, what it counts and what it says. */
export function openSpool(
  directory: string,
  settings: Partial<SpoolSettings> = {},
  disk: SpoolDisk = LOCAL_DISK,
): OpenedSpool {
  const counts = newDeliveryCounts();
  const { log, said } = keptLog();
  const all = {
    directory,
    maxBytes: 16_000_000,
    memoryBytes: 100_000,
    inDoubt: 'resend' as const,
    ...settings,
  };
  return { spool: new Spool(all, counts, log, disk), counts, said };
}

/** Sends everything, so many datums at a time. */
export function drain(spool: Spool, limit = 1000): string[] {
  const sent: string[] = [];
  for (let items = spool.peek(limit, KEEP); items.length > 0; items = spool.peek(limit, KEEP)) {
    if (!spool.begin(items.length)) break;
    sent.push(...names(items));
    spool.settle();
  }
  return sent;
}
