import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from './page.ts';

/**
 * Serves pages on a free port of 127.0.0.1, the result, and calls `afterwards` once each is delivered, so that
 * the next one differs.
 */
export async function servePages(
  page: (format: string) => Page | Promise<Page>,
  afterwards: () => void,
): Promise<number> {
  const server = createServer((_request, response) => {
    answer(response, page)
      .then(() => setImmediate(afterwards))
      .catch((error: Error) => response.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function answer(
  response: ServerResponse,
  page: (format: string) => Page | Promise<Page>,
): Promise<void> {
  const { contentType, chunks, ...rest } = await page('text');
  const length = chunks.reduce((total, chunk) => total + chunk.length, 0);
  response.writeHead(200, { 'content-type': contentType, 'content-length': length });
  for (const chunk of chunks) {
    if (!response.write(chunk)) await once(response, 'drain');
  }
  response.end();
  await once(response, 'close');
  rest.release?.();
}
