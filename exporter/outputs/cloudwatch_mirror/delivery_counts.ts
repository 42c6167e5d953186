/** Why datums never reach CloudWatch. */
export const DROP_REASONS = [
  /** Older than what CloudWatch takes. */
  'expired',
  /** Later than what CloudWatch takes. */
  'future',
  /** The spool had reached its size. */
  'spool_full',
  /** The disk took nothing, and the memory for that case was full. */
  'disk_full',
  /** What was read from the disk is not what was written. */
  'damaged',
  /** CloudWatch refuses them. */
  'refused',
  /** It is unknown whether CloudWatch has them, and the policy is to drop them. */
  'in_doubt',
  /** They were in memory, since the disk took nothing, when the worker crashed. */
  'worker_crash',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** What becomes of requests; see outcome.ts. */
export const REQUEST_OUTCOMES = [
  'accepted',
  'refused',
  'too_large',
  'throttled',
  'denied',
  'credentials',
  'unreached',
  'in_doubt',
] as const;
export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

/**
 * What has become of datums and requests since the worker started. At any time the datums that were appended and
 * recovered are those that were accepted, were dropped, or are in the spool.
 */
export interface DeliveryCounts {
  /** Datums handed over. */
  appended: number;
  /** Datums that lay in the spool when it was opened. */
  recovered: number;
  /** Datums that CloudWatch has taken. */
  accepted: number;
  /** Datums by the reason for which they were dropped. */
  dropped: Record<DropReason, number>;
  /** Attempts to send, by outcome. */
  requests: Record<RequestOutcome, number>;
  /** Attempts that sent again what an attempt had not brought through. */
  retries: number;
  /** Bytes of request bodies as sent, compressed. */
  bytes: number;
  /** Requests of which it was unknown whether CloudWatch had processed them, and their datums; whatever the policy. */
  inDoubt: { requests: number; datums: number };
}

/** All at zero. */
export function newDeliveryCounts(): DeliveryCounts {
  return {
    appended: 0,
    recovered: 0,
    accepted: 0,
    dropped: zeros(DROP_REASONS),
    requests: zeros(REQUEST_OUTCOMES),
    retries: 0,
    bytes: 0,
    inDoubt: { requests: 0, datums: 0 },
  };
}

/** The sums of two, for counts that go on after a restart. */
export function addDeliveryCounts(a: DeliveryCounts, b: DeliveryCounts): DeliveryCounts {
  return {
    appended: a.appended + b.appended,
    recovered: a.recovered + b.recovered,
    accepted: a.accepted + b.accepted,
    dropped: sums(DROP_REASONS, a.dropped, b.dropped),
    requests: sums(REQUEST_OUTCOMES, a.requests, b.requests),
    retries: a.retries + b.retries,
    bytes: a.bytes + b.bytes,
    inDoubt: {
      requests: a.inDoubt.requests + b.inDoubt.requests,
      datums: a.inDoubt.datums + b.inDoubt.datums,
    },
  };
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}

function sums<K extends string>(keys: readonly K[], a: Record<K, number>, b: Record<K, number>) {
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as Record<K, number>;
}
