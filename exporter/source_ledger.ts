import type { Logger } from 'pino';
import { SELF_METRICS } from '../conventions/metrics.ts';
import type { MetricScope } from '../metrics/scope.ts';
import type { SourceReport } from './sources/source.ts';

/** Beyond it, trouble with ever new words is logged each time. */
const MOST_REMEMBERED = 1_000;

/** What a source reports, as series and log lines; the same trouble is logged once until it is over. */
export class SourceLedger implements SourceReport {
  readonly #scope: MetricScope;
  readonly #source: string;
  readonly #type: string;
  readonly #log: Logger;
  readonly #reasons = new Set<string>();
  readonly #told = new Set<string>();
  #trouble: string | null = null;
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

  succeeded(): void {
    if (this.#closed) return;
    this.#up(1);
    this.#scope
      .gauge(SELF_METRICS.sourceLastSuccess)
      .labels({ source: this.#source })
      .set(Date.now() / 1000);
    if (this.#trouble !== null) this.#log.info('The source works again.');
    this.#trouble = null;
  }

  failed(reason: string, problem: string): void {
    if (this.#closed) return;
    this.#up(0);
    this.#count(reason);
    if (this.#trouble !== problem) this.#log.error({ reason }, problem);
    this.#trouble = problem;
  }

  problem(reason: string, problem: string): void {
    if (this.#closed) return;
    this.#count(reason);
    if (this.#told.has(problem)) return;
    if (this.#told.size < MOST_REMEMBERED) this.#told.add(problem);
    this.#log.warn({ reason }, problem);
  }

  lag(bytes: number): void {
    if (this.#closed) return;
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

  #up(value: 0 | 1): void {
    const labels = { source: this.#source, type: this.#type };
    this.#scope.gauge(SELF_METRICS.sourceUp).labels(labels).set(value);
  }

  #count(reason: string): void {
    this.#reasons.add(reason);
    this.#scope.counter(SELF_METRICS.sourceErrors).labels({ source: this.#source, reason }).inc();
  }
}
