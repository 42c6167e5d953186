import type { Commands } from '../exposition/contestant.ts';
import { processorTime } from '../mirror/measure.ts';
import { jsonOf, pageOf } from './workload.ts';

/** JSON.parse on a text of as many bytes as the page. */
export function create(format: 'text' | 'openmetrics'): Commands {
  const text = jsonOf(Buffer.byteLength(pageOf({ format, scrape: 0, changing: 1 })));
  let kept: unknown = null;
  const processor = () =>
    processorTime(async () => {
      kept = JSON.parse(text);
    });
  return { first: processor, again: processor, kept: () => kept !== null };
}
