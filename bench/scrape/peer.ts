import type { Commands } from '../exposition/contestant.ts';
import { processorTime } from '../mirror/measure.ts';
import { loadPeer } from '../peers/load.ts';
import { pageOf } from './workload.ts';

/** A parser of the text format from npm. */
export function create(): Commands {
  const parse = loadPeer<(text: string) => readonly unknown[]>('parse-prometheus-text-format');
  const text = pageOf({ format: 'text', scrape: 0, changing: 1 });
  let families = 0;
  const processor = () =>
    processorTime(async () => {
      families = parse(text).length;
    });
  return { first: processor, again: processor, families: () => families };
}
