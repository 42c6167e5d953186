import { globSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDatum } from '../../exporter/outputs/cloudwatch_mirror/testing/datums.ts';
import { KEEP, openSpool } from '../../exporter/outputs/cloudwatch_mirror/testing/opened_spool.ts';
import type { DatumParts } from './received.ts';

/** Where an exporter spools; the folder between is that of the destination. */
const SPOOL = 'state/mirror/*/spool';
const LARGEST_REQUEST = 1000;

/** The datums of the request that was under way when the exporter in this directory was killed, in their order. */
export async function doubtOnDisk(directory: string): Promise<DatumParts[]> {
  const [spooled] = globSync(join(directory, SPOOL));
  // It was killed before it had one.
  if (spooled === undefined) return [];
  const copy = await mkdtemp(join(tmpdir(), 'goldwatch-doubt-'));
  try {
    await cp(spooled, copy, { recursive: true });
    const { spool, counts } = openSpool(copy);
    const underWay = spool.peek(LARGEST_REQUEST, KEEP).slice(0, counts.inDoubt.datums);
    return underWay.map(readDatum).map(({ name, dimensions, ...rest }) => ({
      metricName: name,
      dimensions: Object.fromEntries(dimensions),
      ...rest,
    }));
  } finally {
    await rm(copy, { recursive: true });
  }
}
