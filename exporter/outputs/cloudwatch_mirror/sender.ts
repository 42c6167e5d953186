import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsClock } from './aws_clock.ts';
import { Backoff, type BackoffTimes } from './backoff.ts';
import { Bisection } from './bisection.ts';
import type { Put, Sent } from './client.ts';
import type { DeliveryCounts } from './delivery_counts.ts';
import { describeDatum, MOST_DATUMS, requestLength, timeOf, type WireDatum } from './requests.ts';
import type { Spool, SpoolLog } from './spool.ts';
import { Trouble, type TroubleKind, type TroubleNow } from './trouble.ts';
import type { LastRequest } from './worker_protocol.ts';

const IDLE_MS = 10_000;
const MOST_REFUSALS_SAID = 1000;

/** Waits so many milliseconds, or until the signal aborts; resolves in either case. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

export interface SenderOptions {
  readonly spool: Spool;
  readonly counts: DeliveryCounts;
  readonly put: Put;
  readonly awsClock: AwsClock;
  /** What becomes of datums of which it is unknown whether CloudWatch has them. */
  readonly inDoubt: 'resend' | 'drop';
  readonly backoff: BackoffTimes;
  readonly log: SpoolLog;
  /** Called whenever something has changed that is counted or shown. */
  readonly onChange?: () => void;
  readonly pause?: Pause;
  readonly random?: () => number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** Sends what is in the spool, one request at a time, oldest first. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #pause: Pause;
  readonly #failures: Backoff;
  /** Pace under throttling: it quickens step by step, where other failures are forgotten at once. */
  readonly #throttling: Backoff;
  readonly #trouble: Trouble;
  readonly #bisection = new Bisection();
  readonly #refusalsSaid = new Set<string>();
  #isRetry = false;
  #oldest: number | null = null;
  #lastRequest: LastRequest | null = null;
  #wake: () => void = () => {};

  constructor(options: SenderOptions) {
    const { backoff, random = Math.random, log, clock = Date.now } = options;
    this.#options = options;
    this.#pause = options.pause ?? pause;
    this.#failures = new Backoff(backoff, random);
    this.#throttling = new Backoff(backoff, random);
    this.#trouble = new Trouble(log, clock);
  }

  /** What keeps datums from CloudWatch at present; null where nothing does. */
  get trouble(): TroubleNow | null {
    return this.#trouble.now;
  }

  /** What the last request came to; null before the first. */
  get lastRequest(): LastRequest | null {
    return this.#lastRequest;
  }

  /** Time of the oldest datum that waits, in milliseconds since 1970; null where none does. */
  get oldest(): number | null {
    return this.#oldest;
  }

  /** Something has been appended. */
  wake(): void {
    this.#wake();
  }

  /**
   * Sends until `stop` aborts; a request that is under way then is waited for until `breakOff` aborts, which leaves it in
   * doubt.
   */
  async run(stop: AbortSignal, breakOff: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const waitMs = await this.#sendOnce(breakOff);
      this.#options.onChange?.();
      if (waitMs === null) await this.#idle(stop);
      else if (waitMs > 0) await this.#pause(waitMs, stop);
    }
  }

  /** How long to wait before the next request, in milliseconds; null where there is nothing to send. */
  async #sendOnce(breakOff: AbortSignal): Promise<number | null> {
    const { spool, counts, put } = this.#options;
    const datums = this.#next();
    if (typeof datums === 'number') return datums;
    const length = requestLength(datums);
    if (length === 0) return null;
    if (!spool.begin(length)) {
      this.#trouble.begin('spool', 'what is sent cannot be noted there');
      return this.#failures.failed();
    }
    if (this.#isRetry) counts.retries += 1;
    const request = datums.slice(0, length);
    const sent = await put(request, breakOff);
    return this.#settle(request, sent);
  }

  /** What may be sent in one request, or how long to wait where the spool cannot be read. */
  #next(): WireDatum[] | number {
    const { spool, awsClock } = this.#options;
    try {
      const limit = Math.min(MOST_DATUMS, this.#bisection.limit);
      const datums = spool.peek(limit, (datum) => awsClock.judge(timeOf(datum)));
      this.#oldest = datums[0] === undefined ? null : timeOf(datums[0]);
      return datums;
    } catch (error) {
      this.#trouble.begin('spool', (error as Error).message);
      return this.#failures.failed();
    }
  }

  /** How long to wait before the next request, in milliseconds. */
  #settle(request: readonly WireDatum[], { outcome, bytes, awsTime }: Sent): number {
    const { counts, awsClock, clock = Date.now } = this.#options;
    this.#lastRequest = { at: clock(), outcome, datums: request.length };
    counts.requests[outcome.kind] += 1;
    counts.bytes += bytes;
    if (awsTime !== null) awsClock.observe(awsTime);
    if (outcome.kind === 'accepted') this.#accepted(request.length);
    else if (outcome.kind === 'refused') this.#refused(request, outcome.why, outcome.culprit);
    else if (outcome.kind === 'too_large') this.#refused(request, outcome.why, null);
    else return this.#failed(request, outcome.kind, outcome.why);
    this.#trouble.end();
    this.#failures.succeeded();
    this.#throttling.ease();
    this.#isRetry = false;
    return this.#throttling.wait();
  }

  #accepted(length: number): void {
    const { spool, counts } = this.#options;
    counts.accepted += length;
    spool.settle();
    this.#bisection.done(length);
  }

  #refused(request: readonly WireDatum[], why: string, culprit: number | null): void {
    const { spool, counts } = this.#options;
    const [alone] = request;
    if (request.length > 1 || alone === undefined) {
      spool.release();
      this.#bisection.refused(request.length, culprit);
      return;
    }
    counts.dropped.refused += 1;
    this.#sayRefused(alone, why);
    spool.settle();
    this.#bisection.done(1);
  }

  #failed(request: readonly WireDatum[], kind: TroubleKind, why: string): number {
    const { spool, counts, inDoubt } = this.#options;
    this.#trouble.begin(kind, why);
    const isDropped = kind === 'in_doubt' && inDoubt === 'drop';
    this.#isRetry = !isDropped;
    if (kind === 'in_doubt') {
      counts.inDoubt.requests += 1;
      counts.inDoubt.datums += request.length;
    }
    if (isDropped) {
      counts.dropped.in_doubt += request.length;
      spool.settle();
      this.#bisection.done(request.length);
    } else {
      spool.release();
    }
    return kind === 'throttled' ? this.#throttling.failed() : this.#failures.failed();
  }

  /** Names a culprit, once for each metric. */
  #sayRefused(datum: WireDatum, why: string): void {
    const { metric, time } = describeDatum(datum);
    if (this.#refusalsSaid.has(metric) || this.#refusalsSaid.size >= MOST_REFUSALS_SAID) return;
    this.#refusalsSaid.add(metric);
    this.#options.log(
      'error',
      `CloudWatch refuses a datum of ${metric} at ${time} (${why}). It is dropped, as are others that it refuses of this metric, ` +
        'and the rest goes on.',
    );
  }

  async #idle(stop: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await this.#pause(IDLE_MS, AbortSignal.any([stop, woken.signal]));
    this.#wake = () => {};
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
