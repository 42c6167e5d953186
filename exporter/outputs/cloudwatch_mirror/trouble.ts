import type { RequestOutcome } from './delivery_counts.ts';
import type { SpoolLog } from './spool.ts';

/** What keeps datums from CloudWatch. */
export type TroubleKind = Exclude<RequestOutcome, 'accepted' | 'refused' | 'too_large'> | 'spool';

export interface TroubleNow {
  readonly kind: TroubleKind;
  /** A clause, in AWS's words or the system's. */
  readonly why: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

const REPEATED_AFTER_MS = 3_600_000;
const WHAT: Record<
  TroubleKind,
  { readonly level: 'info' | 'error'; readonly says: (why: string) => string }
> = {
  credentials: {
    level: 'error',
    says: (why) =>
      `CloudWatch cannot be asked without valid credentials and a region (${why}). Intervals wait in the spool until there are ` +
      'some. Give the exporter credentials where the AWS SDK looks for them (environment, shared files, role of the ' +
      'instance or the task), and a region.',
  },
  denied: {
    level: 'error',
    says: (why) =>
      `CloudWatch does not let goldwatch send (${why}). Intervals wait in the spool. Allow cloudwatch:PutMetricData for the ` +
      'namespace, and check the region and the endpoint.',
  },
  throttled: {
    level: 'info',
    says: (why) =>
      `CloudWatch throttles requests (${why}). They are sent more slowly; intervals wait in the spool.`,
  },
  unreached: {
    level: 'error',
    says: (why) =>
      `CloudWatch cannot be reached (${why}). Intervals wait in the spool. Check the network, the region and the endpoint.`,
  },
  in_doubt: {
    level: 'error',
    says: (why) =>
      `It is unknown whether CloudWatch has processed a request (${why}). It is counted as in doubt; what becomes of it says in_doubt.`,
  },
  spool: {
    level: 'error',
    says: (why) =>
      `The spool cannot be used (${why}). What is there waits. Let the user that runs the exporter read and write there.`,
  },
};

/** What troubles the sending at present, said once when it begins and once when it has ended. */
export class Trouble {
  readonly #log: SpoolLog;
  readonly #clock: () => number;
  readonly #saidAt = new Map<TroubleKind, number>();
  #now: TroubleNow | null = null;
  #wasSaid = false;

  /** `clock` says milliseconds since 1970. */
  constructor(log: SpoolLog, clock: () => number) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Null where there is none. */
  get now(): TroubleNow | null {
    return this.#now;
  }

  /** An attempt has failed. Each kind of trouble is said when it comes up, but no more than once an hour. */
  begin(kind: TroubleKind, why: string): void {
    const at = this.#clock();
    const isNew = this.#now?.kind !== kind;
    this.#now = { kind, why, since: isNew || this.#now === null ? at : this.#now.since };
    const { level, says } = WHAT[kind];
    const saidAt = this.#saidAt.get(kind) ?? Number.NEGATIVE_INFINITY;
    if (!isNew || Math.abs(at - saidAt) < REPEATED_AFTER_MS) return;
    this.#saidAt.set(kind, at);
    this.#wasSaid = true;
    this.#log(level, says(why));
  }

  /** CloudWatch has answered as it should. */
  end(): void {
    if (this.#wasSaid) this.#log('info', 'CloudWatch takes datums again.');
    this.#wasSaid = false;
    this.#now = null;
  }
}
