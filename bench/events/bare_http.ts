import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Commands } from '../exposition/contestant.ts';
import { longestBlock, parsedEvents, processorTime } from './serving.ts';

/** The least that could take events: reads a body, parses it, answers. */
export async function create(): Promise<Commands> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const accepted = parsedEvents(Buffer.concat(chunks), request.headers['content-type']);
      const answer = JSON.stringify({ accepted, duplicates: 0, dropped: 0 });
      response.writeHead(202, { 'content-type': 'application/json', 'content-length': answer.length });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: () => (server.address() as AddressInfo).port,
    processor: processorTime,
    block: longestBlock,
  };
}
