import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudwatchMirrorSettings } from './settings.ts';

const SPOOLED = /^\d+\.jsonl$/;
const LONGEST_SLUG = 60;

/**
 * The name of the directory in which the mirror keeps what is meant for one namespace of one CloudWatch: what waits there must never
 * go to another, and what another has got is not known there.
 */
export function directoryName({ namespace, region = '', endpoint = '' }: CloudwatchMirrorSettings): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([namespace, region, endpoint]))
    .digest('hex');
  const slug = [namespace, region]
    .join('-')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${slug.slice(0, LONGEST_SLUG).toLowerCase()}-${hash.slice(0, 8)}`;
}

/** Directories beside this one in which datums wait that nobody sends. */
export async function strandedSpools(parent: string, own: string): Promise<string[]> {
  const stranded: string[] = [];
  for (const name of await readdir(parent).catch(() => [])) {
    if (name === own) continue;
    const files = await readdir(join(parent, name, 'spool')).catch(() => []);
    if (files.some((file) => SPOOLED.test(file))) stranded.push(join(parent, name));
  }
  return stranded;
}
