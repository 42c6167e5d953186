import type { Row } from './row.ts';
import { formatHead, formatRow, formatSummary } from './table.ts';

/** How long to measure. */
export interface Settings {
  readonly quick: boolean;
  readonly rounds: number;
  /** Rounds before those that count. */
  readonly warmUp: number;
}

/** Measures rows that share their contestants, and hands out each when it is done. */
export type Group = (settings: Settings, done: (row: Row) => void) => Promise<void>;

/** Measures the named groups, and prints each row when it is done. */
export async function benchGroups(
  groups: Readonly<Record<string, Group>>,
  names: readonly string[],
  settings: Settings,
): Promise<void> {
  await printed(async (done) => {
    for (const name of names) await groups[name]?.(settings, done);
  });
}

/** Prints rows as they are done, between a head and what they come to. */
export async function printed(measure: (done: (row: Row) => void) => Promise<void>): Promise<void> {
  const rows: Row[] = [];
  process.stdout.write(formatHead());
  await measure((row) => {
    rows.push(row);
    process.stdout.write(formatRow(row));
  });
  process.stdout.write(formatSummary(rows));
}
