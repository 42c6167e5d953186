/** Events from one reading to the next, where two counters may differ so much that `bad` is negative or above `total`. */
export interface Counts {
  readonly total: number;
  readonly bad: number;
}

/** Why no events are known, as a sentence; and whether what was counted before still holds. */
export interface NoCounts {
  readonly why: string;
  readonly isPassing: boolean;
}

export type Events = Counts | NoCounts;

/** A service of which nothing was counted. */
export function noRequests(service: string): NoCounts {
  return { why: `No request of ${service} has been counted yet.`, isPassing: true };
}
