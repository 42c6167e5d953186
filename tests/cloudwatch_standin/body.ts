import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AwsError } from './errors.ts';
import { LIMITS } from './limits.ts';

/** What came over the wire. Beyond the limit of a request, its bytes are counted and not kept. */
export interface WireBody {
  readonly bytes: number;
  readonly data: Buffer;
}

/** Reads a body to its end, so that the client hears an answer and no broken pipe. Rejects where it breaks off. */
export async function readBody(request: IncomingMessage): Promise<WireBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= LIMITS.requestBytes) chunks.push(chunk);
  }
  return { bytes, data: Buffer.concat(chunks) };
}

/** Throws a RequestEntityTooLarge where a body has more bytes on the wire than `most`. */
export function checkSize({ bytes }: WireBody, most: number): void {
  if (bytes > most) {
    throw new AwsError('RequestEntityTooLarge', `Request size ${bytes} exceeded ${most} bytes`);
  }
}

/** The body as text, after gunzip where Content-Encoding says so. */
export async function decodeBody({ data }: WireBody, contentEncoding: string | undefined): Promise<string> {
  if (contentEncoding === undefined || contentEncoding === 'identity') return data.toString();
  if (contentEncoding !== 'gzip') {
    throw new AwsError('SerializationException', `The content encoding ${contentEncoding} is not supported.`);
  }
  try {
    const inflated = await promisify(gunzip)(data, { maxOutputLength: LIMITS.inflatedBytes });
    return inflated.toString();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      const most = LIMITS.inflatedBytes;
      throw new AwsError('RequestEntityTooLarge', `Request size exceeded ${most} bytes after decompression`);
    }
    throw new AwsError('SerializationException', 'The body is not gzip, as its content encoding says.');
  }
}
