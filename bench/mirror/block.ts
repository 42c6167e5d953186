import { type Contestant, withField } from '../exposition/contest.ts';
import { fetchPage } from '../exposition/fetch_page.ts';
import type { Group } from '../exposition/group.ts';
import { GOLDWATCH, type Row } from '../exposition/row.ts';
import * as entrants from './entrants.ts';
import type { Blocks } from './measure.ts';

const ALONE = 'without an interval';
const ALONE_MS = 500;
const MOST_MS = 10;

/** What one round found. */
interface Round {
  readonly alone: Blocks;
  readonly mirroring: Blocks;
}

/** How long the thread that serves /metrics is held while an interval is mirrored, and without that. */
export const blockGroup: Group = async (settings, done) => {
  await entrants.withStandIn(async (endpoint) => {
    await withField(
      [await entrants.goldwatch(endpoint)],
      ['change'],
      async ({ contestants: [contestant] }) => {
        if (contestant === undefined) throw new Error('The mirror did not start.');
        const port = await contestant.ask('serve');
        for (const scrapedAt of [port, null]) {
          const rounds: Round[] = [];
          for (let round = -settings.warmUp; round < 2 * settings.rounds; round += 1) {
            const found = await measured(contestant, scrapedAt);
            if (round >= 0) rounds.push(found);
          }
          for (const time of ['wall', 'running'] as const) done(rowOf(time, rounds, scrapedAt !== null));
        }
      },
    );
  });
};

async function measured(contestant: Contestant, port: number | null): Promise<Round> {
  const beside = <T>(awaited: Promise<T>) => (port === null ? awaited : scraped(port, awaited));
  const alone = await beside(contestant.ask<Blocks>(`noBlocks ${ALONE_MS}`));
  await contestant.ask('change');
  return { alone, mirroring: await beside(contestant.ask<Blocks>('blocks')) };
}

function rowOf(time: keyof Blocks, rounds: readonly Round[], isScraped: boolean): Row {
  const by = time === 'wall' ? 'by the clock' : 'less waiting for a core';
  const beside = isScraped ? 'while pages are scraped all the time' : 'not scraped';
  return {
    title: `Longest block of the thread that serves /metrics in an interval, ${beside}, ${by}`,
    unit: 'ms',
    figures: [
      { name: ALONE, role: 'bound', values: rounds.map(({ alone }) => alone[time]) },
      { name: GOLDWATCH, role: 'goldwatch', values: rounds.map(({ mirroring }) => mirroring[time]) },
    ],
    reaches: [{ atMost: MOST_MS }],
  };
}

/** Scrapes one page after another until something has come about. */
async function scraped<T>(port: number, awaited: Promise<T>): Promise<T> {
  let isOver = false;
  const over = awaited.finally(() => {
    isOver = true;
  });
  // It is awaited below; until then its failure is nobody's.
  over.catch(() => {});
  while (!isOver) await fetchPage(port);
  return await over;
}
