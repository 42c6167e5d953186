import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { type ScopeSnapshot, scopeSnapshot } from '../../metrics/scope.ts';
import { parseJson, readStateFile } from '../sources/state_file.ts';
import type { IdsLine } from './known_ids.ts';
import type { StateDisk } from './state_disk.ts';
import { type SavedUnique, savedUnique } from './unique_target.ts';

/** What was counted, and the ids of what was counted: one cannot be right without the other, so they are one file. */
export interface Checkpoint {
  readonly service: string;
  readonly metrics: ScopeSnapshot;
  /** Oldest first. */
  readonly ids: readonly string[];
  readonly uniques: readonly SavedUnique[];
  /** Position in the journal of what was received first after this. */
  readonly journal: number;
}

/** A checkpoint that is to be written. */
export interface UnsavedCheckpoint extends Omit<Checkpoint, 'ids'> {
  readonly ids: readonly IdsLine[];
}

const head = z.strictObject({
  version: z.literal(1),
  service: z.string(),
  metrics: scopeSnapshot,
  ids: z.int().nonnegative(),
  uniques: z.int().nonnegative(),
  // Missing in checkpoints from before there was a journal.
  journal: z.int().nonnegative().default(0),
});
const idsLine = z.array(z.string());
const line = z.union([idsLine, savedUnique]);

/**
 * Reads a checkpoint; null where there is none yet.
 * Throws an Error that says what to do where the file is there and cannot be used: starting afresh on its own would count
 * anew what clients send again.
 */
export async function loadCheckpoint(path: string): Promise<Checkpoint | null> {
  const text = await readStateFile(path);
  if (text === null) return null;
  const checkpoint = parsed(text);
  if (checkpoint !== null) return checkpoint;
  throw new Error(
    `The state file ${path} is damaged or of another version. Move its folder away to start counting at zero; Prometheus takes ` +
      'that for a restart of the counters, and what is sent again is counted again.',
  );
}

/**
 * Replaces a checkpoint as a whole: after a crash there is either the old or the new one. Writes line by line, so that many
 * ids keep nobody waiting. Rejects with the system's reason where the disk refuses.
 */
export async function saveCheckpoint(
  path: string,
  checkpoint: UnsavedCheckpoint,
  disk: StateDisk,
): Promise<void> {
  await disk.replace(path, linesOf(checkpoint));
}

async function* linesOf({
  service,
  metrics,
  ids,
  uniques,
  journal,
}: UnsavedCheckpoint): AsyncGenerator<string> {
  const counts = { ids: ids.reduce((sum, { count }) => sum + count, 0), uniques: uniques.length };
  yield `${JSON.stringify({ version: 1, service, metrics, ...counts, journal })}\n`;
  for (const line of ids) {
    await turn();
    yield `${line.text()}\n`;
  }
  for (const unique of uniques) {
    await turn();
    yield `${JSON.stringify(unique)}\n`;
  }
}

function parsed(text: string): Checkpoint | null {
  const [first = '', ...rest] = text.split('\n').filter((one) => one !== '');
  const begin = head.safeParse(parseJson(first));
  const lines = rest.map((one) => line.safeParse(parseJson(one)));
  if (!begin.success || lines.some(({ success }) => !success)) return null;
  const ids = lines.flatMap(({ data }) => (Array.isArray(data) ? data : []));
  const uniques = lines.flatMap(({ data }) => (data === undefined || Array.isArray(data) ? [] : [data]));
  const { service, metrics, journal } = begin.data;
  const isWhole = ids.length === begin.data.ids && uniques.length === begin.data.uniques;
  return isWhole ? { service, metrics, ids, uniques, journal } : null;
}
