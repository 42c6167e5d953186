import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Commands } from '../exposition/contestant.ts';
import { pageOf } from './workload.ts';

const PAGES = 6;
const TYPES = {
  text: 'text/plain; version=0.0.4',
  openmetrics: 'application/openmetrics-text; version=1.0.0',
} as const;

/** A service with so many pages, one after another, and then from the beginning again. */
export async function create(
  format: 'text' | 'openmetrics',
  changing: string,
  added: string,
): Promise<Commands> {
  const pages = Array.from({ length: PAGES }, (_, scrape) =>
    Buffer.from(pageOf({ format, scrape, changing: Number(changing), added: scrape * Number(added) })),
  );
  let scrapes = 0;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': TYPES[format] }).end(pages[scrapes % PAGES]);
    scrapes += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: () => `http://127.0.0.1:${port}/metrics` };
}
