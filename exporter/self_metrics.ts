import type { Logger } from 'pino';
import { SELF_METRICS } from '../conventions/metrics.ts';
import type { MetricRegistry } from '../metrics/registry.ts';
import type { MetricScope } from '../metrics/scope.ts';
import { SourceLedger } from './source_ledger.ts';

/** goldwatch's metrics about itself; they are never refused by the series limit. */
export class SelfMetrics {
  readonly scope: MetricScope;
  readonly #registry: MetricRegistry;
  readonly #droppedSoFar = new Map<string, number>();

  constructor(
    registry: MetricRegistry,
    versions: { readonly version: string; readonly node_version: string },
  ) {
    this.#registry = registry;
    this.scope = registry.scope({ limited: false });
    this.scope.gauge(SELF_METRICS.buildInfo).labels(versions).set(1);
    this.ready(false);
  }

  ready(ready: boolean): void {
    this.scope
      .gauge(SELF_METRICS.ready)
      .labels({})
      .set(ready ? 1 : 0);
  }

  reloaded(successfully: boolean): void {
    this.scope
      .gauge(SELF_METRICS.reloadSuccessful)
      .labels({})
      .set(successfully ? 1 : 0);
    if (successfully)
      this.scope
        .gauge(SELF_METRICS.reloadTimestamp)
        .labels({})
        .set(Date.now() / 1000);
  }

  collectFailed(metric: string): void {
    this.scope.counter(SELF_METRICS.collectErrors).labels({ metric }).inc();
  }

  /** Brings up to date what is only looked up when somebody asks; called before each exposition. */
  refresh(): void {
    const { limit } = this.#registry;
    this.scope.gauge(SELF_METRICS.series).labels({}).set(limit.used);
    this.scope.gauge(SELF_METRICS.seriesLimit).labels({}).set(limit.maximum);
    for (const [metric, dropped] of limit.dropped) {
      const before = this.#droppedSoFar.get(metric) ?? 0;
      this.scope
        .counter(SELF_METRICS.seriesDropped)
        .labels({ metric })
        .inc(dropped - before);
      this.#droppedSoFar.set(metric, dropped);
    }
  }

  /** Where a source reports to. */
  ledgerOf(source: string, type: string, log: Logger): SourceLedger {
    return new SourceLedger(this.scope, source, type, log);
  }
}
