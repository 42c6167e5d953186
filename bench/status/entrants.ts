import { join } from 'node:path';
import { AS_SERVED, type Entrant, nodeCommand } from '../exposition/contest.ts';
import { GOLDWATCH } from '../exposition/row.ts';

/** The numbers of the history alone. */
export const NUMBERS = 'its numbers in typed arrays';
export const BARE_STREAM = 'node:http, as many bytes';

/** The exporter, with its files below a directory. */
export function goldwatch(directory: string, core: readonly string[] = []): Entrant {
  return {
    name: GOLDWATCH,
    role: 'goldwatch',
    command: [...core, ...nodeCommand(here('goldwatch.ts'), [directory], AS_SERVED)],
  };
}

/** Who writes as many bytes to as many streams. */
export function bareStream(core: readonly string[]): Entrant {
  return { name: BARE_STREAM, role: 'bound', command: [...core, ...nodeCommand(here('bare_stream.ts'))] };
}

/** Who has the pages open. */
export function openPages(core: readonly string[]): Entrant {
  return { name: 'the pages', role: 'bound', command: [...core, ...nodeCommand(here('open_pages.ts'))] };
}

/** Who reads the registry for the history, and nothing else. */
export function reading(): Entrant {
  return { name: GOLDWATCH, role: 'goldwatch', command: nodeCommand(here('live_signals.ts'), [], AS_SERVED) };
}

function here(file: string): string {
  return join(import.meta.dirname, file);
}
