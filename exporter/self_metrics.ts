import type { Logger } from 'pino';
import { SELF_METRICS } from '../conventions/metrics.ts';
import type { MetricRegistry } from '../metrics/registry.ts';
import type { MetricScope } from '../metrics/scope.ts';
import type { CutOffReason as ConnectionCutOffReason } from './server/connections.ts';
import { SourceLedger } from './source_ledger.ts';
import { REFUSALS, type RefusalReason } from './web/refusals.ts';

const CUT_OFF_REASONS = ['slow_rendering', 'slow_reader'] as const;
const CONNECTION_CUT_OFF_REASONS = [
  'idle',
  'stream',
  'too_many',
] as const satisfies readonly ConnectionCutOffReason[];
type CutOffReason = (typeof CUT_OFF_REASONS)[number];

/** goldwatch's metrics about itself; they are never refused by the series limit. */
export class SelfMetrics {
  readonly scope: MetricScope;
  readonly #registry: MetricRegistry;
  readonly #countedSoFar = new Map<string, number>();

  constructor(
    registry: MetricRegistry,
    versions: { readonly version: string; readonly node_version: string },
  ) {
    this.#registry = registry;
    this.scope = registry.scope({ limited: false });
    this.scope.gauge(SELF_METRICS.buildInfo).labels(versions).set(1);
    this.ready(false);
    // From the start, so that the first of them is an increase.
    this.scope.counter(SELF_METRICS.scrapesRefused).labels({});
    for (const reason of CUT_OFF_REASONS) this.scope.counter(SELF_METRICS.scrapesCutOff).labels({ reason });
    for (const reason of REFUSALS) this.scope.counter(SELF_METRICS.requestsRefused).labels({ reason });
    for (const reason of CONNECTION_CUT_OFF_REASONS)
      this.scope.counter(SELF_METRICS.connectionsCutOff).labels({ reason });
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

  /** A scrape was given up: its page was not rendered in time, or not read. */
  scrapeCutOff(reason: CutOffReason): void {
    this.scope.counter(SELF_METRICS.scrapesCutOff).labels({ reason }).inc();
  }

  scrapeRefused(): void {
    this.scope.counter(SELF_METRICS.scrapesRefused).labels({}).inc();
  }

  /** A request was not let in. */
  requestRefused(reason: RefusalReason): void {
    this.scope.counter(SELF_METRICS.requestsRefused).labels({ reason }).inc();
  }

  /** How many connections are open, and may be. */
  connections(open: number, most: number): void {
    this.scope.gauge(SELF_METRICS.connections).labels({}).set(open);
    this.scope.gauge(SELF_METRICS.connectionsLimit).labels({}).set(most);
  }

  connectionCutOff(reason: ConnectionCutOffReason): void {
    this.scope.counter(SELF_METRICS.connectionsCutOff).labels({ reason }).inc();
  }

  /** Files of TLS are in use; their certificate ends at `expiry`, in milliseconds since 1970. */
  tlsLoaded(expiry: number): void {
    this.scope
      .gauge(SELF_METRICS.tlsExpiry)
      .labels({})
      .set(expiry / 1000);
    this.scope.gauge(SELF_METRICS.tlsReloadSuccessful).labels({}).set(1);
    this.scope.counter(SELF_METRICS.tlsReloadFailures).labels({});
  }

  /** Changed files of TLS cannot be used. */
  tlsFailed(): void {
    this.scope.gauge(SELF_METRICS.tlsReloadSuccessful).labels({}).set(0);
    this.scope.counter(SELF_METRICS.tlsReloadFailures).labels({}).inc();
  }

  scrapeRendered(seconds: number): void {
    this.scope.gauge(SELF_METRICS.scrapeRendering).labels({}).set(seconds);
  }

  /** Brings up to date what is only looked up when somebody asks; called before each exposition. */
  refresh(): void {
    const { limit } = this.#registry;
    this.scope.gauge(SELF_METRICS.series).labels({}).set(limit.used);
    this.scope.gauge(SELF_METRICS.seriesLimit).labels({}).set(limit.maximum);
    this.#catchUp(SELF_METRICS.seriesDropped, limit.dropped);
    this.#catchUp(SELF_METRICS.seriesExpired, this.#registry.expired);
  }

  /** Where a source reports to. */
  ledgerOf(source: string, type: string, log: Logger): SourceLedger {
    return new SourceLedger(this.scope, source, type, log);
  }

  /** Brings a counter by metric up to what was counted elsewhere. */
  #catchUp(
    declaration: typeof SELF_METRICS.seriesDropped | typeof SELF_METRICS.seriesExpired,
    counts: ReadonlyMap<string, number>,
  ): void {
    for (const [metric, count] of counts) {
      const key = `${declaration.name} ${metric}`;
      this.scope
        .counter(declaration)
        .labels({ metric })
        .inc(count - (this.#countedSoFar.get(key) ?? 0));
      this.#countedSoFar.set(key, count);
    }
  }
}
