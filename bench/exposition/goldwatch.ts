import type { MetricDeclaration } from '../../conventions/metrics.ts';
import { Exposition } from '../../metrics/exposition/exposition.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import type { Commands } from './contestant.ts';
import { type Format, type Page, type PageSource, pageCommands } from './page.ts';
import { BOUNDS, HELP, LABEL_NAMES, labelSets, METRIC } from './workload.ts';

const HISTOGRAM = {
  name: METRIC,
  type: 'histogram',
  help: HELP,
  labels: LABEL_NAMES,
} as const satisfies MetricDeclaration;
const COUNTER = {
  name: 'http_requests_total',
  type: 'counter',
  help: 'HTTP requests answered.',
  labels: LABEL_NAMES,
} as const satisfies MetricDeclaration;

/**
 * A registry for the workload: as a user gets it, native buckets included, or with classic ones only.
 */
export function newRegistry(buckets?: string): MetricRegistry {
  return new MetricRegistry(buckets === 'classic' ? { buckets: BOUNDS, native: false } : { buckets: BOUNDS });
}

export function histogramOf(registry: MetricRegistry) {
  return registry.scope().histogram(HISTOGRAM);
}

export function counterOf(registry: MetricRegistry) {
  return registry.scope().counter(COUNTER);
}

class GoldwatchPages implements PageSource {
  readonly #registry: MetricRegistry;
  readonly #exposition: Exposition;
  readonly #children: readonly { observe(value: number): void }[];

  constructor(buckets: string | undefined) {
    this.#registry = newRegistry(buckets);
    this.#exposition = new Exposition(this.#registry.registry, refuse);
    const histogram = histogramOf(this.#registry);
    this.#children = labelSets.map((labels) => histogram.labels(labels));
  }

  observe(set: number, value: number): void {
    this.#children[set]?.observe(value);
  }

  render(format: Format): Promise<Page> {
    return this.#exposition.render({ format, escaping: 'underscores', contentType: '' });
  }

  /** The exporter's own route. */
  async serve(afterwards: () => void): Promise<number> {
    // Only now, since loading a server takes longer than most measurements.
    const { serveRegistry } = await import('./goldwatch_server.ts');
    return await serveRegistry(this.#registry, afterwards);
  }
}

function refuse(metric: string, error: unknown): never {
  throw new Error(`${metric} could not be collected.`, { cause: error });
}

export function create(buckets?: string): Commands {
  return pageCommands(() => new GoldwatchPages(buckets));
}
