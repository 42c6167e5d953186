import { SELF_METRICS } from '../../../conventions/metrics.ts';
import type { CounterSeries } from '../../../metrics/counter.ts';
import type { MetricScope } from '../../../metrics/scope.ts';
import type { Budget } from './budget.ts';
import { DROP_REASONS, REQUEST_OUTCOMES } from './delivery_counts.ts';
import { LEFT_OUT_REASONS } from './folds.ts';
import type { IntervalReading } from './registry_datums.ts';
import { REFUSALS } from './tally.ts';
import type { LinkStatus } from './worker_link.ts';

const OVER_BUDGET = 'over_budget';

type CounterName = Extract<(typeof SELF_METRICS)[keyof typeof SELF_METRICS], { readonly type: 'counter' }>;
type GaugeName = Extract<(typeof SELF_METRICS)[keyof typeof SELF_METRICS], { readonly type: 'gauge' }>;

/** The mirror's `goldwatch_mirror_*` series. */
export class MirrorMetrics {
  readonly #scope: MetricScope;
  /** What counters that follow others have come to. */
  readonly #totals = new Map<CounterSeries, number>();
  /** What has ended must not come back by a scrape that is under way. */
  #isClosed = false;

  /** `scope` is the mirror's own, past the series limit. */
  constructor(scope: MetricScope) {
    this.#scope = scope;
    this.#counter(SELF_METRICS.mirrorReadings).inc(0);
    this.#counter(SELF_METRICS.mirrorReadingsFailed).inc(0);
    this.#counter(SELF_METRICS.mirrorRolledBack).inc(0);
    for (const reason of [OVER_BUDGET, ...REFUSALS])
      this.#counter(SELF_METRICS.mirrorRefused, { reason }).inc(0);
    for (const reason of LEFT_OUT_REASONS) this.#counter(SELF_METRICS.mirrorLeftOut, { reason }).inc(0);
  }

  /** A reading came to this, at `now` in milliseconds since 1970. */
  read({ count, tally, beyondBudget, unmatched, rolledBack }: IntervalReading, budget: Budget, now: number) {
    if (this.#isClosed) return;
    this.#counter(SELF_METRICS.mirrorReadings).inc();
    this.#gauge(SELF_METRICS.mirrorReadingTimestamp).set(now / 1000);
    this.#counter(SELF_METRICS.mirrorRolledBack).inc(rolledBack);
    this.#counter(SELF_METRICS.mirrorRefused, { reason: OVER_BUDGET }).inc(beyondBudget.count);
    for (const [reason, { count }] of tally.refused)
      this.#counter(SELF_METRICS.mirrorRefused, { reason }).inc(count);
    for (const [reason, { count }] of tally.observationsLeftOut)
      this.#counter(SELF_METRICS.mirrorLeftOut, { reason }).inc(count);
    this.#gauge(SELF_METRICS.mirrorUnmatched).set(unmatched.length);
    this.budget(budget, count);
  }

  readingFailed(): void {
    if (this.#isClosed) return;
    this.#counter(SELF_METRICS.mirrorReadingsFailed).inc();
  }

  /** What is known of the metrics in CloudWatch, with so many datums in the last interval. */
  budget(budget: Budget, datums: number): void {
    if (this.#isClosed) return;
    this.#gauge(SELF_METRICS.mirrorMetrics).set(budget.size);
    this.#gauge(SELF_METRICS.mirrorMetricsLimit).set(budget.most);
    this.#gauge(SELF_METRICS.mirrorCost).set(budget.price(datums).totalUsd);
  }

  /** How the delivery stands, at `now` in milliseconds since 1970; a spool may have so many bytes. */
  delivery(
    { counts, spool, restarts }: LinkStatus,
    { isUp, spoolLimit, now }: { readonly isUp: boolean; readonly spoolLimit: number; readonly now: number },
  ): void {
    if (this.#isClosed) return;
    this.#raise(SELF_METRICS.mirrorDatums, {}, counts.appended);
    this.#raise(SELF_METRICS.mirrorRecovered, {}, counts.recovered);
    this.#raise(SELF_METRICS.mirrorAccepted, {}, counts.accepted);
    for (const reason of DROP_REASONS)
      this.#raise(SELF_METRICS.mirrorDropped, { reason }, counts.dropped[reason]);
    for (const outcome of REQUEST_OUTCOMES)
      this.#raise(SELF_METRICS.mirrorRequests, { outcome }, counts.requests[outcome]);
    this.#raise(SELF_METRICS.mirrorRetries, {}, counts.retries);
    this.#raise(SELF_METRICS.mirrorBytes, {}, counts.bytes);
    this.#raise(SELF_METRICS.mirrorInDoubt, {}, counts.inDoubt.requests);
    this.#raise(SELF_METRICS.mirrorInDoubtDatums, {}, counts.inDoubt.datums);
    this.#raise(SELF_METRICS.mirrorWorkerRestarts, {}, restarts);
    this.#gauge(SELF_METRICS.mirrorUp).set(isUp ? 1 : 0);
    this.#gauge(SELF_METRICS.mirrorSpoolDatums).set(spool.datums);
    this.#gauge(SELF_METRICS.mirrorSpoolMemory).set(spool.datumsInMemory);
    this.#gauge(SELF_METRICS.mirrorSpoolBytes).set(spool.bytes);
    this.#gauge(SELF_METRICS.mirrorSpoolLimit).set(spoolLimit);
    const age = spool.oldest === null ? 0 : Math.max(0, now - spool.oldest) / 1000;
    this.#gauge(SELF_METRICS.mirrorSpoolAge).set(age);
  }

  /** Removes all of them. */
  close(): void {
    this.#isClosed = true;
    this.#scope.close();
  }

  #counter(declaration: CounterName, labels: Readonly<Record<string, string>> = {}): CounterSeries {
    return this.#scope.counter(declaration).labels(labels);
  }

  #gauge(declaration: GaugeName) {
    return this.#scope.gauge(declaration).labels({});
  }

  /** Brings a counter up to what was counted elsewhere; where that has become less, as after a crash, it stays. */
  #raise(declaration: CounterName, labels: Readonly<Record<string, string>>, total: number): void {
    const counter = this.#counter(declaration, labels);
    const before = this.#totals.get(counter) ?? 0;
    counter.inc(Math.max(0, total - before));
    this.#totals.set(counter, Math.max(before, total));
  }
}
