import { allocationGroup } from './allocation.ts';
import { fastifyGroup } from './fastify.ts';
import { benchGroups, type Group, type Settings } from './group.ts';
import { hotPathGroup } from './hot_path.ts';
import { memoryGroup } from './memory.ts';
import { protobufGroup } from './protobuf.ts';
import { renderGroup } from './render.ts';
import { scrapeGroup } from './scrape.ts';

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
  await benchGroups(GROUPS, groups, quick ? QUICK : SETTINGS);
}
