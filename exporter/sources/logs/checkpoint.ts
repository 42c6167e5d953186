import { z } from 'zod';
import { scopeSnapshot } from '../../../metrics/scope.ts';
import { parseJson, readStateFile } from '../state_file.ts';
import { savedFile } from './tracked_file.ts';

const savedGroup = z.strictObject({
  fingerprint: z.string(),
  type: z.string(),
  message: z.string(),
  frame: z.string(),
  count: z.number().nonnegative(),
  firstSeen: z.number(),
  lastSeen: z.number(),
  sample: z.string(),
});

/** Positions and what was counted up to them: one cannot be right without the other, so they are one file. */
export const checkpoint = z.strictObject({
  version: z.literal(1),
  service: z.string(),
  /** Null where no files were followed. */
  files: z.array(savedFile).nullable(),
  routes: z.array(z.string()),
  metrics: scopeSnapshot,
  // Missing in checkpoints from before these were saved.
  errors: z.array(savedGroup).default([]),
  labels: z.record(z.string(), z.record(z.string(), z.array(z.string()))).default({}),
  /** Ids of requests that were counted, oldest first. */
  requests: z.array(z.string()).default([]),
  /** Position in the journal of what was received first after this. */
  journal: z.int().nonnegative().default(0),
});
export type Checkpoint = z.infer<typeof checkpoint>;

/**
 * Reads a checkpoint; null where there is none yet.
 * Throws an Error that says what to do where the file is there and cannot be used: starting afresh on its own
 * would lose or double what was counted.
 */
export async function loadCheckpoint(path: string): Promise<Checkpoint | null> {
  const text = await readStateFile(path);
  if (text === null) return null;
  const parsed = checkpoint.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `The state file ${path} is damaged or of another version. Move it away to start counting afresh at the end of the logs; ` +
      'Prometheus takes that for a restart of the counters.',
  );
}
