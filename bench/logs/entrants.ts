import { join } from 'node:path';
import { AS_SERVED, Contestant, type Entrant, nodeCommand } from '../exposition/contest.ts';
import { temporaryDirectory } from '../exposition/processes.ts';
import { GOLDWATCH } from '../exposition/row.ts';
import type { ConfigName } from './goldwatch.ts';
import { type Run, runMtail } from './mtail.ts';

export const MTAIL = 'mtail';
export const MTAIL_FIXED = 'mtail, one order of fields only';
export const JSON_PARSE = 'JSON.parse and a Map';

/** One that counts a file, in a process of its own that ends with it. */
export interface Counter {
  readonly name: string;
  readonly role: Entrant['role'];
  /** Whether it counts by the route that stands in the line, as most do; not by what it makes of the path. */
  readonly countsRoutes: boolean;
  readonly count: (file: string) => Promise<Run>;
}

function here(file: string): string {
  return join(import.meta.dirname, file);
}

export const mtail: Counter = {
  name: MTAIL,
  role: 'peer',
  countsRoutes: true,
  count: (file) => runMtail('access.mtail', file),
};

export const mtailOfFixedOrder: Counter = {
  name: MTAIL_FIXED,
  role: 'peer',
  countsRoutes: true,
  count: (file) => runMtail('fixed_order.mtail', file),
};

export const jsonParse: Counter = {
  name: JSON_PARSE,
  role: 'bound',
  countsRoutes: true,
  count: (file) =>
    countOnce({ name: JSON_PARSE, role: 'bound', command: '' }, here('json_parse.ts'), [], file),
};

export function goldwatch(config: ConfigName): Counter {
  return {
    name: GOLDWATCH,
    role: 'goldwatch',
    countsRoutes: config !== 'paths',
    count: async (file) => {
      const directory = await temporaryDirectory();
      return await countOnce(
        { name: GOLDWATCH, role: 'goldwatch', command: '' },
        here('goldwatch.ts'),
        [directory, config],
        file,
      );
    },
  };
}

async function countOnce(
  entrant: Entrant,
  module: string,
  options: readonly string[],
  file: string,
): Promise<Run> {
  const contestant = new Contestant(
    entrant,
    nodeCommand(module, options, entrant.role === 'goldwatch' ? AS_SERVED : []),
  );
  try {
    return await contestant.ask<Run>(`count ${file}`);
  } finally {
    await contestant.end();
  }
}
