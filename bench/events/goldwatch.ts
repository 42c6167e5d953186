import type { Commands } from '../exposition/contestant.ts';
import { servedExporter } from '../served_exporter.ts';
import { longestBlock, processorTime } from './serving.ts';
import { SOURCE } from './workload.ts';

/** The exporter with its state in a directory of the bench's. */
export async function create(directory = ''): Promise<Commands> {
  const { url } = await servedExporter(directory, [SOURCE]);
  return {
    port: () => Number(new URL(url).port),
    processor: processorTime,
    block: longestBlock,
    accepted: async () => {
      const page = await fetch(`${url}/metrics`).then((response) => response.text());
      return Number(/^goldwatch_events_total\{.*\} (\S+)/m.exec(page)?.[1]);
    },
  };
}
