import type { Logger } from 'pino';
import { SELF_METRICS } from '../conventions/metrics.ts';
import type { MetricRegistry } from '../metrics/registry.ts';
import type { MetricScope } from '../metrics/scope.ts';
import type { SourceReport } from './sources/source.ts';

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

  /** A source's report as series and log lines; the same trouble is logged once until it is over. */
  reportOf(source: string, type: string, log: Logger): SourceReport & { forget(): void } {
    const { scope } = this;
    const up = scope.gauge(SELF_METRICS.sourceUp);
    const lastSuccess = scope.gauge(SELF_METRICS.sourceLastSuccess);
    const lag = scope.gauge(SELF_METRICS.sourceLag);
    const errors = scope.counter(SELF_METRICS.sourceErrors);
    const told = new Set<string>();
    let failing = '';
    return {
      succeeded() {
        up.labels({ source, type }).set(1);
        lastSuccess.labels({ source }).set(Date.now() / 1000);
        if (failing !== '') log.info('The source works again.');
        failing = '';
      },
      failed(reason, problem) {
        up.labels({ source, type }).set(0);
        errors.labels({ source, reason }).inc();
        if (failing !== problem) log.error({ reason }, problem);
        failing = problem;
      },
      problem(reason, problem) {
        errors.labels({ source, reason }).inc();
        if (told.has(problem)) return;
        // Bounded: trouble with ever new words is logged each time, but not kept.
        if (told.size < 1_000) told.add(problem);
        log.warn({ reason }, problem);
      },
      lag(bytes) {
        lag.labels({ source }).set(bytes);
      },
      forget() {
        up.remove({ source, type });
        lastSuccess.remove({ source });
        lag.remove({ source });
      },
    };
  }
}
