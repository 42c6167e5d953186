import type { Definition } from '../definition/schema.ts';

/** Whether a source's settings say what its golden signals are, so that there are recorded series of requests. */
export function emitsGoldenSignals({ sources }: Definition): boolean {
  return sources.some((source) => 'golden_signals' in source && source.golden_signals !== undefined);
}
