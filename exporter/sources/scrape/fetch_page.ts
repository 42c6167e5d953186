import { type ClientRequest, type IncomingMessage, request as requestOverHttp } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Credentials } from './credentials.ts';
import { ScrapeError } from './scrape_error.ts';
import { shownAddress } from './targets.ts';

/** As Prometheus asks, without protobuf. */
const ACCEPT =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,' +
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1';

const PIECE_BYTES = 65_536;

export interface PageRequest {
  readonly url: URL;
  readonly timeoutMs: number;
  /** Most bytes of the page, uncompressed. */
  readonly maxBody: number;
  readonly credentials: Credentials;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

export interface FetchedPage {
  readonly contentType: string | null;
  /** Uncompressed. */
  readonly pieces: readonly Buffer[];
}

/** Asks for a page; redirects are not followed. Rejects with a ScrapeError where there is none. */
export async function fetchPage(asked: PageRequest): Promise<FetchedPage> {
  // Not AbortSignal.timeout, whose timer would go on after the answer.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), asked.timeoutMs);
  const signal = AbortSignal.any([late.signal, asked.signal]);
  try {
    const response = await responseTo(asked, signal);
    try {
      refuseStatus(response, asked.url);
      const pieces = await readBody(uncompressed(response, asked.url), asked);
      return { contentType: response.headers['content-type'] ?? null, pieces };
    } finally {
      response.destroy();
    }
  } catch (error) {
    if (error instanceof ScrapeError) throw error;
    const shown = shownAddress(asked.url);
    if (late.signal.aborted) {
      throw new ScrapeError(
        'timeout',
        `${shown} has not answered within ${asked.timeoutMs / 1000} s. Look what keeps it, or set a longer timeout and interval.`,
      );
    }
    const { code = '' } = error as NodeJS.ErrnoException;
    if (/CERT|LEAF_SIGNATURE/.test(code)) {
      throw new ScrapeError(
        'certificate',
        `${shown} is not trusted (${code}). Name the authority of its certificate as tls.ca_file, or correct the certificate.`,
      );
    }
    throw new ScrapeError(
      'unreachable',
      `${shown} does not answer: ${reasonOf(error as NodeJS.ErrnoException)}. Start the service, or correct its address under targets.`,
    );
  } finally {
    clearTimeout(timer);
  }
}

function responseTo(asked: PageRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { url, credentials, timeoutMs } = asked;
  const { authorization, ca } = credentials;
  const isSecure = url.protocol === 'https:';
  const options = {
    // A connection that is kept may be closed by the other side just when it is used again.
    agent: false as const,
    signal,
    headers: {
      accept: ACCEPT,
      'accept-encoding': 'gzip',
      'user-agent': 'goldwatch',
      'x-prometheus-scrape-timeout-seconds': String(timeoutMs / 1000),
      ...(authorization !== null && { authorization }),
    },
  };
  return new Promise((resolve, reject) => {
    const request: ClientRequest = isSecure
      ? requestOverHttps(url, { ...options, ...(ca !== null && { ca }) })
      : requestOverHttp(url, options);
    request.once('response', resolve);
    // Also what comes after the response, which its reader is told of.
    request.on('error', reject);
    request.end();
  });
}

function refuseStatus({ statusCode = 0, statusMessage = '' }: IncomingMessage, url: URL): void {
  if (statusCode === 200) return;
  const isElsewhere = statusCode >= 300 && statusCode < 400;
  const advice = isElsewhere
    ? 'Redirects are not followed: name the address it leads to'
    : statusCode === 401 || statusCode === 403
      ? 'Set bearer_token_file or basic_auth to what it wants'
      : 'Correct the address under targets, or the service';
  throw new ScrapeError(
    'status',
    `${shownAddress(url)} has answered ${`${statusCode} ${statusMessage}`.trim()} instead of 200. ${advice}.`,
  );
}

function uncompressed(response: IncomingMessage, url: URL): Readable {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return response;
  if (encoding === 'gzip' || encoding === 'x-gzip') {
    // Errors of either end whoever reads.
    return pipeline(response, createGunzip({ chunkSize: PIECE_BYTES }), () => {});
  }
  throw new ScrapeError(
    'encoding',
    `${shownAddress(url)} has answered with the encoding ${JSON.stringify(encoding)}, which nobody asked for. Let it send gzip, or none.`,
  );
}

async function readBody(body: Readable, { url, maxBody }: PageRequest): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > maxBody) {
      throw new ScrapeError(
        'body_too_large',
        `The page of ${shownAddress(url)} has more than ${maxBody} bytes, the setting max_body. Let it serve less, or set a higher one.`,
      );
    }
    pieces.push(piece);
  }
  return pieces;
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (message !== '') return message;
  return code ?? 'the connection has failed';
}
