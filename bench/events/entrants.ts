import { join } from 'node:path';
import { AS_SERVED, type Entrant, nodeCommand } from '../exposition/contest.ts';
import { pinned } from '../exposition/pinned.ts';
import { temporaryDirectory } from '../exposition/processes.ts';
import { GOLDWATCH } from '../exposition/row.ts';

const BARE_HTTP = 'node:http and JSON.parse';
const BARE_FASTIFY = 'fastify and JSON.parse';

/** The servers, on one core, and the client, on the other. */
export async function entrants(): Promise<{
  readonly servers: readonly Entrant[];
  readonly client: Entrant;
}> {
  const [serverCore, clientCore] = await pinned();
  // Contestants are killed, and could not tidy up.
  const directory = await temporaryDirectory();
  const server = (name: string, role: Entrant['role'], file: string, options: readonly string[] = []) => ({
    name,
    role,
    command: [...serverCore, ...nodeCommand(here(file), options, role === 'goldwatch' ? AS_SERVED : [])],
  });
  return {
    servers: [
      server(BARE_HTTP, 'bound', 'bare_http.ts'),
      server(BARE_FASTIFY, 'peer', 'bare_fastify.ts'),
      server(GOLDWATCH, 'goldwatch', 'goldwatch.ts', [directory]),
    ],
    client: {
      name: 'the client',
      role: 'bound',
      command: [...clientCore, ...nodeCommand(here('load.ts'))],
    },
  };
}

function here(file: string): string {
  return join(import.meta.dirname, file);
}
