import { join } from 'node:path';
import { AS_SERVED, Contestant, type Entrant, nodeCommand } from '../exposition/contest.ts';
import { GOLDWATCH } from '../exposition/row.ts';
import { installPeers } from '../peers/install.ts';
import type { PageOptions } from './workload.ts';

export const JSON_PARSE = 'JSON.parse, as many bytes';
export const PEER = 'parse-prometheus-text-format 1.1.1';

export type Format = PageOptions['format'];

function here(file: string): string {
  return join(import.meta.dirname, file);
}

/** JSON.parse, with a text of as many bytes as the page has. */
export function jsonParse(format: Format): Entrant {
  return { name: JSON_PARSE, role: 'bound', command: nodeCommand(here('json.ts'), [format]) };
}

/** Reads text only, and judges nothing. */
export async function peer(): Promise<Entrant> {
  const obstacle = await installPeers();
  const command = obstacle ?? nodeCommand(here('peer.ts'));
  return { name: PEER, role: 'peer', command, everyNthRound: 3 };
}

/** The parser alone. */
export function parser(format: Format): Entrant {
  return { name: GOLDWATCH, role: 'goldwatch', command: nodeCommand(here('parser.ts'), [format]) };
}

/** The source, that scrapes what is served at an address. */
export function scraper(url: string): Entrant {
  return { name: GOLDWATCH, role: 'goldwatch', command: nodeCommand(here('scraper.ts'), [url], AS_SERVED) };
}

/** Starts a service with pages, each of which follows the one before as `how` says, and ends it after `work`. */
export async function withService<T>(
  how: Omit<PageOptions, 'scrape'>,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const { format, changing, added = 0 } = how;
  const command = nodeCommand(here('service.ts'), [format, String(changing), String(added)]);
  const service = new Contestant({ name: 'the service', role: 'bound', command: '' }, command);
  try {
    return await work(await service.ask<string>('url'));
  } finally {
    await service.end();
  }
}
