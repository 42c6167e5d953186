import { type Contestant, withField } from '../exposition/contest.ts';
import type { Group } from '../exposition/group.ts';
import { GOLDWATCH, type Row } from '../exposition/row.ts';
import * as entrants from './entrants.ts';
import { KINDS } from './scrape.ts';
import type { Slices } from './slices.ts';
import { LINES } from './workload.ts';

const ALONE = 'without a scrape';
const ALONE_MS = 300;
const MOST_MS = 10;

interface Round {
  readonly alone: Slices;
  readonly scraping: Slices;
}

/** How long the event loop is held while a page is scraped, and without that. */
export const blockGroup: Group = async (settings, done) => {
  for (const { title, format, before, ...how } of KINDS) {
    await entrants.withService({ format, ...how }, async (url) => {
      await withField([entrants.scraper(url)], ['processor'], async ({ contestants: [contestant] }) => {
        if (contestant === undefined) throw new Error('The scraper did not start.');
        const rounds: Round[] = [];
        for (let round = -settings.warmUp; round < settings.rounds; round += 1) {
          const found = await measured(contestant, before);
          if (round >= 0) rounds.push(found);
        }
        for (const time of ['wall', 'processor'] as const) done(rowOf(time, rounds, title));
      });
    });
  }
};

async function measured(contestant: Contestant, before: string | undefined): Promise<Round> {
  const alone = await contestant.ask<Slices>(`noScrape ${ALONE_MS}`);
  if (before !== undefined) await contestant.ask(before);
  return { alone, scraping: await contestant.ask<Slices>('slices') };
}

function rowOf(time: keyof Slices, rounds: readonly Round[], title: string): Row {
  const by = time === 'wall' ? 'by the clock' : 'processor time';
  return {
    title: `Longest block of the event loop in a scrape of ${LINES} lines of ${title}, ${by}`,
    unit: 'ms',
    figures: [
      { name: ALONE, role: 'bound', values: rounds.map(({ alone }) => alone[time]) },
      { name: GOLDWATCH, role: 'goldwatch', values: rounds.map(({ scraping }) => scraping[time]) },
    ],
    reaches: [{ atMost: MOST_MS }],
  };
}
