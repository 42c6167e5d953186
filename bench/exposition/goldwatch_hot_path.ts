import type { Commands } from './contestant.ts';
import { counterOf, histogramOf, newRegistry } from './goldwatch.ts';
import { type HotPath, hotPathCommands } from './hot_path_commands.ts';
import { type LabelSet, labelSets } from './workload.ts';

class GoldwatchHotPath implements HotPath {
  readonly #registry = newRegistry();
  readonly #histogram = histogramOf(this.#registry);
  readonly #counter = counterOf(this.#registry);
  readonly #counters = labelSets.map((labels) => this.#counter.labels(labels));
  readonly #histograms = labelSets.map((labels) => this.#histogram.labels(labels));

  inc(set: number): void {
    this.#counters[set]?.inc();
  }

  observe(set: number, value: number): void {
    this.#histograms[set]?.observe(value);
  }

  observeLabels(labels: LabelSet, value: number): void {
    this.#histogram.labels(labels).observe(value);
  }
}

export function create(): Commands {
  return hotPathCommands(new GoldwatchHotPath());
}
