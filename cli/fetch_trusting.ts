import { request } from 'node:https';
import { Readable } from 'node:stream';

/** Whom a request over HTTPS trusts, and what it shows, as PEM. */
export interface Trust {
  readonly ca?: string;
  readonly servername?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** As `fetch`, which cannot be told whom to trust; redirects are not followed, for credentials are for whom they were meant only. */
export async function fetchTrusting(
  url: string,
  { body, signal, ...options }: FetchOptions,
  trust: Trust | null,
): Promise<Response> {
  if (trust === null || !url.startsWith('https:'))
    return await fetch(url, { ...options, signal, redirect: 'manual', ...(body !== undefined && { body }) });
  return await new Promise((resolve, reject) => {
    const asked = request(url, { ...options, ...trust, agent: false, signal }, (message) => {
      const { statusCode: status = 0, headers } = message;
      const isEmpty = status === 204 || status === 304;
      if (isEmpty) message.resume();
      const fields = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' ? [[name, value]] : [],
      );
      // Node's type of the stream differs from that of the browser in its name only.
      const content = isEmpty ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>);
      resolve(new Response(content, { status, headers: fields }));
    });
    asked.once('error', reject);
    asked.end(body);
  });
}
