import { benchGroups, type Group, type Settings } from '../exposition/group.ts';
import { linesGroup } from './lines.ts';
import { memoryGroup } from './memory.ts';

/** The parts of the table, in its order. */
export const LOGS_GROUPS: Readonly<Record<string, Group>> = {
  lines: linesGroup,
  memory: memoryGroup,
};

const SETTINGS: Settings = { quick: false, rounds: 5, warmUp: 0 };
const QUICK: Settings = { quick: true, rounds: 1, warmUp: 0 };

/** Measures the named groups, all unless told, and prints each row when it is done. */
export async function benchLogs(quick: boolean, groups = Object.keys(LOGS_GROUPS)): Promise<void> {
  await benchGroups(LOGS_GROUPS, groups, quick ? QUICK : SETTINGS);
}
