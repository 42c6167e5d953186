import { Counter, Histogram, Registry } from 'prom-client-15';
import type { Commands } from '../contestant.ts';
import { type HotPath, hotPathCommands } from '../hot_path_commands.ts';
import { BOUNDS, HELP, LABEL_NAMES, type LabelSet, labelSets, METRIC } from '../workload.ts';

class PromClientHotPath implements HotPath {
  readonly #registry = new Registry();
  readonly #counter = new Counter({
    name: 'http_requests_total',
    help: 'HTTP requests answered.',
    labelNames: LABEL_NAMES,
    registers: [this.#registry],
  });
  readonly #histogram = new Histogram({
    name: METRIC,
    help: HELP,
    labelNames: LABEL_NAMES,
    buckets: [...BOUNDS],
    registers: [this.#registry],
  });
  readonly #counters = labelSets.map((labels) => this.#counter.labels(labels));
  readonly #histograms = labelSets.map((labels) => this.#histogram.labels(labels));

  inc(set: number): void {
    this.#counters[set]?.inc();
  }

  observe(set: number, value: number): void {
    this.#histograms[set]?.observe(value);
  }

  observeLabels(labels: LabelSet, value: number): void {
    this.#histogram.observe(labels, value);
  }
}

export function create(): Commands {
  return hotPathCommands(new PromClientHotPath());
}
