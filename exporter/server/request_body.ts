import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Receipt } from '../sources/receiver.ts';

const MEBIBYTE = 1_048_576;
const decompress = promisify(gunzip);

/** A body without its content encoding, none or gzip, of at most `limit` bytes; or what to refuse the request with. */
export async function decodedBody(
  body: Uint8Array,
  encoding: string | undefined,
  limit: number,
): Promise<Uint8Array | Receipt> {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return await decompress(body, { maxOutputLength: limit }).catch(({ code }: NodeJS.ErrnoException) =>
        code === 'ERR_BUFFER_TOO_LARGE'
          ? refusal(
              413,
              `The body is larger than ${limit / MEBIBYTE} MiB when decompressed, the most that is read.`,
            )
          : refusal(400, 'The body is not gzip, as its content encoding says, or it is cut off.'),
      );
    default:
      return refusal(415, `The content encoding "${encoding}" is not read here. Send gzip, or none.`);
  }
}

function refusal(status: number, error: string): Receipt {
  return { status, body: { error } };
}
