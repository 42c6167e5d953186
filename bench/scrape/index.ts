import { benchGroups, type Group, type Settings } from '../exposition/group.ts';
import { blockGroup } from './block.ts';
import { parseGroup } from './parse.ts';
import { scrapeGroup } from './scrape.ts';

/** The parts of the table, in its order. */
export const SCRAPE_GROUPS: Readonly<Record<string, Group>> = {
  parse: parseGroup,
  scrape: scrapeGroup,
  block: blockGroup,
};

const SETTINGS: Settings = { quick: false, rounds: 15, warmUp: 6 };
const QUICK: Settings = { quick: true, rounds: 5, warmUp: 4 };

/** Measures the named groups, all unless told, and prints each row when it is done. */
export async function benchScrape(quick: boolean, groups = Object.keys(SCRAPE_GROUPS)): Promise<void> {
  await benchGroups(SCRAPE_GROUPS, groups, quick ? QUICK : SETTINGS);
}
