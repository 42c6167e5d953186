import { Buffer } from 'node:buffer';
import { RepeatedPage } from '../../metrics/exposition/parse/repeated_page.ts';
import type { Commands } from '../exposition/contestant.ts';
import { processorTime } from '../mirror/measure.ts';
import { pageOf } from './workload.ts';

const PAGES = 4;
/** As a socket has them. */
const PIECE_BYTES = 65_536;

/** The parser of this project, with a page that it sees for the first time, and with one of which it has seen the one before. */
export function create(format: 'text' | 'openmetrics'): Commands {
  const pages = Array.from({ length: PAGES }, (_, scrape) =>
    piecesOf(Buffer.from(pageOf({ format, scrape, changing: 1 }))),
  );
  let page = new RepeatedPage();
  let reads = 0;
  const read = (isRepeated: boolean) =>
    processorTime(async () => {
      const steps = page.read(pages[reads % PAGES] ?? [], format);
      reads += 1;
      for (;;) {
        const { done, value } = steps.next();
        if (done !== true) continue;
        if ((value.fresh.size === 0) !== isRepeated)
          throw new Error('The page was not read as it should be.');
        return;
      }
    });
  return {
    first() {
      page = new RepeatedPage();
      return read(false);
    },
    again: () => read(true),
  };
}

function piecesOf(page: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < page.length; at += PIECE_BYTES)
    pieces.push(Buffer.from(page.subarray(at, at + PIECE_BYTES)));
  return pieces;
}
