import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { processorTime } from '../events/serving.ts';
import type { Commands } from '../exposition/contestant.ts';

/** The least that could feed open pages: writes so many bytes to each of them, again and again. */
export async function create(): Promise<Commands> {
  const streams = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | null = null;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    streams.add(response);
    response.once('close', () => streams.delete(response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: () => (server.address() as AddressInfo).port,
    processor: processorTime,
    /** Bytes, and milliseconds from one time to the next. */
    write: (bytes = '', every = '') => {
      if (timer !== null) clearInterval(timer);
      const piece = Buffer.alloc(Number(bytes), 'x');
      timer = setInterval(() => {
        for (const stream of streams) stream.write(piece);
      }, Number(every));
    },
  };
}
