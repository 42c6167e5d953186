import { expect, vi } from 'vitest';
import { type RunningPrometheus, type ScrapeJob, startPrometheus } from './prometheus.ts';
import { query, untilFound } from './prometheus_api.ts';

/** Two of Debian's Prometheus with the same targets. Exemplars are stored by both. */
export class HistogramStores {
  /** Asks for protobuf, and takes native histograms from it. */
  readonly native: string;
  /** Asks for OpenMetrics, which has classic buckets. */
  readonly classic: string;
  readonly #both: readonly RunningPrometheus[];

  constructor(native: RunningPrometheus, classic: RunningPrometheus) {
    this.native = native.url;
    this.classic = classic.url;
    this.#both = [native, classic];
  }

  static async start(jobs: readonly ScrapeJob[]): Promise<HistogramStores> {
    const [native, classic] = await Promise.all([
      startPrometheus(jobs, ['native-histograms', 'exemplar-storage']),
      startPrometheus(jobs, ['exemplar-storage']),
    ]);
    return new HistogramStores(native, classic);
  }

  /** Waits until both have scraped so many observations of a histogram. */
  async haveCounted(name: string, count: number): Promise<void> {
    await vi.waitFor(
      async () => {
        expect(await onlyValue(this.native, `histogram_count(sum(${name}))`)).toBe(count);
        expect(await onlyValue(this.classic, `sum(${name}_count)`)).toBe(count);
      },
      { timeout: 60_000, interval: 100 },
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#both.map((one) => one.stop()));
  }
}

/** The value of an expression that finds one series; NaN where it finds several. Throws as `untilFound` does. */
export async function onlyValue(prometheus: string, expression: string): Promise<number> {
  const found = await untilFound(() => query(prometheus, expression));
  return found.length === 1 ? Number(found[0]?.value[1]) : Number.NaN;
}
