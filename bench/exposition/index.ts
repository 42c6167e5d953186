import { allocationGroup } from './allocation.ts';
import { fastifyGroup } from './fastify.ts';
import type { Group, Settings } from './group.ts';
import { hotPathGroup } from './hot_path.ts';
import { memoryGroup } from './memory.ts';
import { protobufGroup } from './protobuf.ts';
import { renderGroup } from './render.ts';
import type { Row } from './row.ts';
import { scrapeGroup } from './scrape.ts';
import { formatHead, formatRow, formatSummary } from './table.ts';

/** The parts of the table, in its order. */
export const GROUPS: Readonly<Record<string, Group>> = {
  render: renderGroup,
  allocation: allocationGroup,
  protobuf: protobufGroup,
  scrape: scrapeGroup,
  hot_path: hotPathGroup,
  fastify: fastifyGroup,
  memory: memoryGroup,
};

const SETTINGS: Settings = { quick: false, rounds: 9, warmUp: 2 };
const QUICK: Settings = { quick: true, rounds: 3, warmUp: 1 };

/** Measures the named groups, all unless told, and prints each row when it is done. */
export async function benchExposition(quick: boolean, groups = Object.keys(GROUPS)): Promise<void> {
  const rows: Row[] = [];
  process.stdout.write(formatHead());
  for (const name of groups) {
    await GROUPS[name]?.(quick ? QUICK : SETTINGS, (row) => {
      rows.push(row);
      process.stdout.write(formatRow(row));
    });
  }
  process.stdout.write(formatSummary(rows));
}
