import { type Contestant, takeTurns, withField } from '../exposition/contest.ts';
import type { Group, Settings } from '../exposition/group.ts';
import type { Reach } from '../exposition/row.ts';
import * as entrants from './entrants.ts';
import { LINES } from './workload.ts';

const MOST = 3;

interface Kind {
  readonly title: string;
  readonly format: entrants.Format;
  readonly changing: number;
  readonly added?: number;
  readonly reaches: readonly Reach[];
  /** What a target is told before each scrape. */
  readonly before?: string;
}

const PROMISED: readonly Reach[] = [{ beside: entrants.JSON_PARSE, atMost: MOST }];

/** What a page can have become since the scrape before. */
export const KINDS: readonly Kind[] = [
  { title: 'text, a third of all series changed', format: 'text', changing: 3, reaches: PROMISED },
  { title: 'text, all series changed', format: 'text', changing: 1, reaches: PROMISED },
  {
    title: 'OpenMetrics with exemplars, a third changed',
    format: 'openmetrics',
    changing: 3,
    reaches: PROMISED,
  },
  { title: 'text, a histogram more each time', format: 'text', changing: 3, added: 1, reaches: [] },
  { title: 'text, scraped for the first time', format: 'text', changing: 3, before: 'anew', reaches: [] },
];

/** What a whole scrape costs: to ask, to parse, to count the golden signals, and to keep all else. */
export const scrapeGroup: Group = async (settings, done) => {
  for (const kind of KINDS) {
    const { title, reaches } = kind;
    const figures = await withService(settings, kind);
    done({ title: `Scrape ${LINES} lines of ${title}: processor time`, unit: 'ms', figures, reaches });
  }
};

async function withService(settings: Settings, { format, before, ...how }: Kind) {
  return await entrants.withService({ format, ...how }, async (url) => {
    const all = [entrants.jsonParse(format), entrants.scraper(url)];
    return await withField(all, [], async (field) =>
      takeTurns(field, settings, async (contestant: Contestant) => {
        if (contestant.entrant.role !== 'goldwatch') return await contestant.ask('again');
        if (before !== undefined) await contestant.ask(before);
        return await contestant.ask('processor');
      }),
    );
  });
}
