import { benchGroups, type Group, type Settings } from '../exposition/group.ts';
import { framesGroup } from './frames.ts';
import { historyGroup } from './history.ts';
import { pagesGroup } from './pages.ts';
import { paintGroup } from './paint.ts';

/** The parts of the table, in its order. */
export const STATUS_GROUPS: Readonly<Record<string, Group>> = {
  paint: paintGroup,
  frames: framesGroup,
  pages: pagesGroup,
  history: historyGroup,
};

const SETTINGS: Settings = { quick: false, rounds: 9, warmUp: 2 };
const QUICK: Settings = { quick: true, rounds: 3, warmUp: 1 };

/** Measures the named groups, all unless told, and prints each row when it is done. */
export async function benchStatus(quick: boolean, groups = Object.keys(STATUS_GROUPS)): Promise<void> {
  await benchGroups(STATUS_GROUPS, groups, quick ? QUICK : SETTINGS);
}
