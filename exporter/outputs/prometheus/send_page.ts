import type { ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import type { ContentEncoding } from '../../../metrics/exposition/accept_encoding.ts';
import { copies, views } from './pieces.ts';
import type { Scrape } from './scrape.ts';

const FASTEST = 1;

/**
 * Answers a request with a page, as fast as the client reads: beside the page, no more lies in memory than the socket, a
 * compressor and one piece hold. Resolves when the last byte is handed to the system. Rejects where the client goes
 * away, the signal aborts or something fails, and closes the connection, so that nobody takes a part for the whole. In
 * any case the page is released, once.
 */
export async function sendPage(
  response: ServerResponse,
  { page, contentType, encoding }: Scrape,
  signal: AbortSignal,
): Promise<void> {
  try {
    // A page that is not as long as it says would spoil what follows on the connection.
    response.strictContentLength = true;
    response.statusCode = 200;
    response.setHeader('content-type', contentType);
    response.setHeader('vary', 'Accept, Accept-Encoding');
    if (encoding === 'identity') response.setHeader('content-length', page.length);
    else response.setHeader('content-encoding', encoding);
    if (response.req.method === 'HEAD') await pipeline([], response, { signal });
    else if (encoding === 'identity') await pipeline(views(page.chunks), response, { signal });
    // Copies, since a compressor that is destroyed may still read, on its thread.
    else await pipeline(copies(page.chunks), compressor(encoding, page.length), response, { signal });
  } catch (error) {
    response.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  } finally {
    page.release();
  }
}

// They work on threads of their own, and flush at the end only. They take one piece at a time, since all pieces are the
// same memory.
function compressor(encoding: Exclude<ContentEncoding, 'identity'>, length: number): Transform {
  const options = { writableHighWaterMark: 1 };
  if (encoding === 'gzip') return createGzip({ ...options, level: FASTEST });
  return createZstdCompress({
    ...options,
    params: { [constants.ZSTD_c_compressionLevel]: FASTEST },
    pledgedSrcSize: length,
  });
}
