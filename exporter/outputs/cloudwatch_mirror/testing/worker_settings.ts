import type { WorkerSettings } from '../worker_protocol.ts';

/** What a worker runs on in tests: short times, and a spool in this directory. */
export function workerSettings(
  directory: string,
  endpoint: string,
  inDoubt: 'resend' | 'drop' = 'resend',
): WorkerSettings {
  return {
    spool: { directory, maxBytes: 64_000_000, memoryBytes: 1_000_000, inDoubt },
    destination: { namespace: 'test', region: 'us-east-1', endpoint },
    times: { connectMs: 1000, requestMs: 1000 },
    backoff: { firstMs: 10, longestMs: 100 },
    maxAgeMs: 14 * 86_400_000,
  };
}
