import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

/** Reads a page to its end and throws it away. Throws an Error where it is not a page. */
export async function fetchPage(port: number): Promise<void> {
  const request = get({ port, host: '127.0.0.1', path: '/metrics', agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  if (response.statusCode === 200 && bytes > 1_000_000) return;
  throw new Error(`A scrape was answered ${response.statusCode} with ${bytes} bytes.`);
}
