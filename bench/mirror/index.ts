import { benchGroups, type Group, type Settings } from '../exposition/group.ts';
import { blockGroup } from './block.ts';
import { budgetGroup } from './budget.ts';
import { intervalGroup } from './interval.ts';
import { outageGroup } from './outage.ts';

/** The parts of the table, in its order. */
export const MIRROR_GROUPS: Readonly<Record<string, Group>> = {
  interval: intervalGroup,
  block: blockGroup,
  budget: budgetGroup,
  outage: outageGroup,
};

// Both sides have many paths to compile; their first rounds say nothing.
const SETTINGS: Settings = { quick: false, rounds: 15, warmUp: 8 };
const QUICK: Settings = { quick: true, rounds: 5, warmUp: 5 };

/** Measures the named groups, all unless told, and prints each row when it is done. */
export async function benchMirror(quick: boolean, groups = Object.keys(MIRROR_GROUPS)): Promise<void> {
  await benchGroups(MIRROR_GROUPS, groups, quick ? QUICK : SETTINGS);
}
