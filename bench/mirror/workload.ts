import type { MetricDeclaration } from '../../conventions/metrics.ts';
import { metricsSelectedBy } from '../../exporter/outputs/cloudwatch_mirror/selection.ts';
import {
  type CloudwatchMirrorSettings,
  cloudwatchMirrorSettings,
} from '../../exporter/outputs/cloudwatch_mirror/settings.ts';
import { MetricRegistry } from '../../metrics/registry.ts';

/** Selected series, each of which comes to one datum an interval. */
export const SERIES = 10_000;
/** How many of them are histograms. */
export const HISTOGRAMS = 1_000;
/** Filled buckets of each. */
export const BUCKETS = 75;
export const INTERVAL_MS = 60_000;
export const NAMESPACE = 'Bench';

const LABELS = ['service', 'route'] as const;
const COUNTER = {
  name: 'jobs_total',
  type: 'counter',
  help: 'Jobs done.',
  labels: LABELS,
} as const satisfies MetricDeclaration;
const HISTOGRAM = {
  name: 'job_seconds',
  type: 'histogram',
  help: 'Time that jobs took.',
  labels: LABELS,
} as const satisfies MetricDeclaration;

// The middles of consecutive native buckets of schema 3, from about a millisecond on.
const VALUES = Array.from({ length: BUCKETS }, (_, bucket) => 2 ** ((bucket - 80 + 0.5) / 8));

/** A registry as a user has it, native buckets of schema 3 included, all of whose series can be changed at once. */
export class Workload {
  readonly metrics = new MetricRegistry();
  readonly #counters: readonly { inc(by: number): void }[];
  readonly #histograms: readonly { observe(value: number): void }[];
  #changes = 0;

  constructor(settings: CloudwatchMirrorSettings, counters = SERIES - HISTOGRAMS, histograms = HISTOGRAMS) {
    this.metrics.trackExtremes(metricsSelectedBy(settings));
    const scope = this.metrics.scope();
    const labels = (index: number) => ({ service: 'shop', route: `/shops/:shop/articles/${index}` });
    const counter = scope.counter(COUNTER);
    this.#counters = Array.from({ length: counters }, (_, index) => counter.labels(labels(index)));
    const histogram = scope.histogram(HISTOGRAM);
    this.#histograms = Array.from({ length: histograms }, (_, index) => histogram.labels(labels(index)));
  }

  /** Every counter grows, and every histogram has an observation more in each of its buckets, and two in one of them. */
  change(): void {
    this.#changes += 1;
    for (const [index, counter] of this.#counters.entries()) counter.inc(1 + ((index + this.#changes) % 97));
    for (const [index, histogram] of this.#histograms.entries()) {
      for (const value of VALUES) histogram.observe(value);
      // Not in the outermost ones, where the other observation would be a value of its own.
      histogram.observe(VALUES[1 + ((index + this.#changes) % (BUCKETS - 2))] ?? 1);
    }
  }
}

export interface Choice {
  readonly endpoint: string;
  /** Most metrics; as many as there are unless given. */
  readonly budget?: number;
  /** As in monitoring.yml; the default unless given. */
  readonly spoolSize?: string;
}

/** All series of the workload, each as a metric of its own. */
export function settingsFor({ endpoint, budget = SERIES, spoolSize = '1GB' }: Choice) {
  return cloudwatchMirrorSettings.parse({
    namespace: NAMESPACE,
    region: 'us-east-1',
    endpoint,
    select: [COUNTER, HISTOGRAM].map(({ name }) => ({ series: name, dimensions: [...LABELS] })),
    budget: { metrics: budget },
    spool_size: spoolSize,
  });
}
