import { join } from 'node:path';
import { AS_SERVED, Contestant, type Entrant, nodeCommand } from '../exposition/contest.ts';
import { temporaryDirectory } from '../exposition/processes.ts';
import { GOLDWATCH } from '../exposition/row.ts';
import { SERIES } from './workload.ts';

export const SDK = 'the AWS SDK, 1000 a request';
export const LOOP = 'the AWS SDK, a request for each';
/** Of how many datums the loop sends one; the time of all is taken to be so many times that. */
export const LOOP_EVERY = 20;

function here(file: string): string {
  return join(import.meta.dirname, file);
}

/** The mirror, with its files in a directory of the bench's, and a spool of so many bytes as monitoring.yml writes them. */
export async function goldwatch(endpoint: string, spoolSize = '1GB'): Promise<Entrant> {
  // Contestants are killed, and could not tidy up.
  const directory = await temporaryDirectory();
  const command = nodeCommand(here('goldwatch.ts'), [endpoint, directory, spoolSize], AS_SERVED);
  return { name: GOLDWATCH, role: 'goldwatch', command };
}

export function sdk(endpoint: string): Entrant {
  return { name: SDK, role: 'peer', command: nodeCommand(here('sdk.ts'), [endpoint]) };
}

export function loop(endpoint: string): Entrant {
  const command = nodeCommand(here('sdk.ts'), [endpoint, '1', String(LOOP_EVERY)]);
  return { name: LOOP, role: 'peer', command };
}

/** Readings of so many counters against a budget of so many metrics. */
export function readings(name: string, role: Entrant['role'], budget: number, counters: number): Entrant {
  return { name, role, command: nodeCommand(here('readings.ts'), [String(budget), String(counters)]) };
}

/** What the stand-in has got. */
export interface Got {
  readonly requests: number;
  readonly refused: number;
  readonly datums: number;
  readonly bytes: number;
}

/** Starts the stand-in, on a free port unless given, and ends it after `work`. */
export async function withStandIn<T>(
  work: (endpoint: string, got: () => Promise<Got>) => Promise<T>,
  port = 0,
): Promise<T> {
  const standIn = new Contestant(
    { name: 'the stand-in', role: 'bound', command: '' },
    nodeCommand(here('stand_in.ts'), [String(port)]),
  );
  try {
    return await work(await standIn.ask<string>('url'), () => standIn.ask<Got>('got'));
  } finally {
    await standIn.end();
  }
}

/** Datums of a day of intervals of a minute. */
export const DATUMS_A_DAY = 1_440 * SERIES;
