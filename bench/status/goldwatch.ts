import { processorTime } from '../events/serving.ts';
import type { Commands } from '../exposition/contestant.ts';
import { servedExporter } from '../served_exporter.ts';
import { sources } from './workload.ts';

const SERIES = 1_000_000;

/** The exporter with the sources of the workload. */
export async function create(directory = ''): Promise<Commands> {
  const { url } = await servedExporter(directory, sources(), { series_limit: SERIES });
  return {
    port: () => Number(new URL(url).port),
    processor: processorTime,
  };
}
