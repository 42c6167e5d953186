import type { Group, Settings } from '../exposition/group.ts';
import type { Row } from '../exposition/row.ts';
import { formatHead, formatRow, formatSummary } from '../exposition/table.ts';
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
  const rows: Row[] = [];
  process.stdout.write(formatHead());
  for (const name of groups) {
    await LOGS_GROUPS[name]?.(quick ? QUICK : SETTINGS, (row) => {
      rows.push(row);
      process.stdout.write(formatRow(row));
    });
  }
  process.stdout.write(formatSummary(rows));
}
