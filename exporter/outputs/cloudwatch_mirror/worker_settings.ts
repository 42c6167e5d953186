import { join } from 'node:path';
import type { CloudwatchMirrorSettings } from './settings.ts';
import type { WorkerSettings } from './worker_protocol.ts';

/** What may wait in memory while the disk refuses, in bytes. */
const MEMORY_BYTES = 32_000_000;
/** CloudWatch takes nothing older (API reference, PutMetricData). */
const MAX_AGE_MS = 14 * 86_400_000;

/** What the worker runs on, by the settings; the spool is in this directory. */
export function workerSettings(settings: CloudwatchMirrorSettings, directory: string): WorkerSettings {
  const { namespace, region, endpoint, profile, assume_role: assumeRole } = settings;
  return {
    spool: {
      directory: join(directory, 'spool'),
      maxBytes: settings.spool_size,
      memoryBytes: MEMORY_BYTES,
      inDoubt: settings.in_doubt,
    },
    destination: {
      namespace,
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
      ...(profile !== undefined && { profile }),
      ...(assumeRole !== undefined && { assumeRole }),
    },
    times: { connectMs: 5_000, requestMs: 30_000 },
    backoff: { firstMs: 1_000, longestMs: 60_000 },
    maxAgeMs: MAX_AGE_MS,
  };
}
