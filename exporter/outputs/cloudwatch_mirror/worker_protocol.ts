import type { BackoffTimes } from './backoff.ts';
import type { ClientTimes, Destination } from './client.ts';
import type { DeliveryCounts } from './delivery_counts.ts';
import type { Outcome } from './outcome.ts';
import type { SpoolSettings } from './spool.ts';
import type { Kept } from './spool_batch.ts';
import type { Part } from './spool_parts.ts';
import type { TroubleNow } from './trouble.ts';

/** What the worker runs on. */
export interface WorkerSettings {
  readonly spool: SpoolSettings;
  readonly destination: Destination;
  readonly times: ClientTimes;
  readonly backoff: BackoffTimes;
  /** Datums older than so many milliseconds are dropped; null for tests in simulated time, see aws_clock.ts. */
  readonly maxAgeMs: number | null;
}

/** What the main thread says. The parts of a batch come before its end; where that does not come, they are none. */
export type ToWorker =
  | { readonly type: 'part'; readonly id: number; readonly part: Part }
  | { readonly type: 'end'; readonly id: number; readonly mark: string | null }
  | { readonly type: 'stop'; readonly breakOffAfterMs: number };

/** How the delivery stands. */
export interface WorkerStatus {
  readonly counts: DeliveryCounts;
  readonly spool: {
    readonly datums: number;
    /** Those of them that are in memory, since the disk takes nothing. */
    readonly datumsInMemory: number;
    readonly bytes: number;
    /** Time of the oldest, in milliseconds since 1970; null where there is none. */
    readonly oldest: number | null;
  };
  readonly trouble: TroubleNow | null;
  /** What the last request came to; null before the first. */
  readonly lastRequest: LastRequest | null;
}

/** What a request came to. */
export interface LastRequest {
  /** When that was known, in milliseconds since 1970. */
  readonly at: number;
  readonly outcome: Outcome;
  /** How many datums it had. */
  readonly datums: number;
}

/** What the worker says. */
export type FromWorker =
  | { readonly type: 'ready'; readonly lastMark: string | null; readonly status: WorkerStatus }
  | { readonly type: 'kept'; readonly id: number; readonly kept: Kept; readonly status: WorkerStatus }
  | { readonly type: 'status'; readonly status: WorkerStatus }
  | { readonly type: 'log'; readonly level: 'info' | 'error'; readonly message: string };
