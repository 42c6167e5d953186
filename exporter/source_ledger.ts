import type { Logger } from 'pino';
import { SELF_METRICS } from '../conventions/metrics.ts';
import type { MetricScope } from '../metrics/scope.ts';
import type { SourceReport } from './sources/source.ts';

/** Beyond it, trouble with ever new words is logged each time. */
const MOST_REMEMBERED = 1_000;

/** Longest message that is kept. */
const LONGEST_MESSAGE = 500;

/** What a source reported last. */
export interface LastReports {
  /** The last sentence about trouble, also where that is over; null where there was none. */
  readonly message: { readonly at: number; readonly text: string } | null;
  /** When it last worked, in milliseconds since 1970; null where it has not yet. */
  readonly success: number | null;
  /** Bytes that wait to be read; null where it reads none. */
  readonly lag: number | null;
}

/** What a source reports, as series and log lines; the same trouble is logged once until it is over. */
export class SourceLedger implements SourceReport {
  readonly #scope: MetricScope;
  readonly #source: string;
  readonly #type: string;
  readonly #log: Logger;
  readonly #reasons = new Set<string>();
  readonly #told = new Set<string>();
  #trouble: string | null = null;
  #message: LastReports['message'] = null;
  #success: number | null = null;
  #lag: number | null = null;
  #closed = false;

  constructor(scope: MetricScope, source: string, type: string, log: Logger) {
    this.#scope = scope;
    this.#source = source;
    this.#type = type;
    this.#log = log;
  }

  /** Why the last attempt failed; null where it did not. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** What was reported last, for the status page. */
  get last(): LastReports {
    return { message: this.#message, success: this.#success, lag: this.#lag };
  }

  succeeded(): void {
    if (this.#closed) return;
    this.#up(1);
    this.#success = Date.now();
    this.#scope
      .gauge(SELF_METRICS.sourceLastSuccess)
      .labels({ source: this.#source })
      .set(this.#success / 1000);
    if (this.#trouble !== null) this.#log.info('The source works again.');
    this.#trouble = null;
  }

  failed(reason: string, problem: string): void {
    if (this.#closed) return;
    this.#up(0);
    this.#count(reason);
    this.#keep(problem);
    if (this.#trouble !== problem) this.#log.error({ reason }, problem);
    this.#trouble = problem;
  }

  problem(reason: string, problem: string): void {
    if (this.#closed) return;
    this.#count(reason);
    this.#keep(problem);
    if (this.#told.has(problem)) return;
    if (this.#told.size < MOST_REMEMBERED) this.#told.add(problem);
    this.#log.warn({ reason }, problem);
  }

  lag(bytes: number): void {
    if (this.#closed) return;
    this.#lag = bytes;
    this.#scope.gauge(SELF_METRICS.sourceLag).labels({ source: this.#source }).set(bytes);
  }

  /** Removes the source's series; what it reports later is not heard any more. */
  close(): void {
    this.#closed = true;
    const source = this.#source;
    this.#scope.gauge(SELF_METRICS.sourceUp).remove({ source, type: this.#type });
    this.#scope.gauge(SELF_METRICS.sourceLastSuccess).remove({ source });
    this.#scope.gauge(SELF_METRICS.sourceLag).remove({ source });
    for (const reason of this.#reasons) {
      this.#scope.counter(SELF_METRICS.sourceErrors).remove({ source, reason });
    }
  }

  #keep(problem: string): void {
    const text = problem.length > LONGEST_MESSAGE ? `${problem.slice(0, LONGEST_MESSAGE)}…` : problem;
    this.#message = { at: Date.now(), text };
  }

  #up(value: 0 | 1): void {
    const labels = { source: this.#source, type: this.#type };
    this.#scope.gauge(SELF_METRICS.sourceUp).labels(labels).set(value);
  }

  #count(reason: string): void {
    this.#reasons.add(reason);
    this.#scope.counter(SELF_METRICS.sourceErrors).labels({ source: this.#source, reason }).inc();
  }
}
