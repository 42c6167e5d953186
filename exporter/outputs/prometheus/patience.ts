import type { IncomingMessage, ServerResponse } from 'node:http';

const DEFAULT_SECONDS = 30;
const LEAST_SECONDS = 1;
const MOST_SECONDS = 60;

/** Why an answer to a scrape ends before its end. */
export type Impatience = 'time is up' | 'client gone';

/** How long an answer to a scrape may take, until its response closes. */
export class Patience {
  readonly seconds: number;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #impatience: Impatience | null = null;

  /** Begins at once, with a request that has just arrived. */
  constructor(request: IncomingMessage, response: ServerResponse) {
    this.seconds = scrapeTimeoutSeconds(request.headers['x-prometheus-scrape-timeout-seconds']);
    this.#timer = setTimeout(() => this.#lose('time is up'), this.seconds * 1000);
    if (response.destroyed) this.#lose('client gone');
    else response.once('close', () => this.#lose('client gone'));
  }

  /** Aborts when the time is up or the client has gone away. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What has come first; null while there is patience. */
  get lostBecause(): Impatience | null {
    return this.#impatience;
  }

  #lose(why: Impatience): void {
    clearTimeout(this.#timer);
    this.#impatience ??= why;
    this.#controller.abort();
  }
}

/**
 * How long an answer to a scrape may take, in seconds: what `X-Prometheus-Scrape-Timeout-Seconds` says, but at least 1
 * and at most 60; 30 where it is missing or no positive decimal number, which is what Prometheus writes.
 */
export function scrapeTimeoutSeconds(header: string | readonly string[] | undefined): number {
  if (typeof header !== 'string' || !/^\d+(?:\.\d+)?$/.test(header)) return DEFAULT_SECONDS;
  const seconds = Number(header);
  return seconds > 0 ? Math.min(Math.max(seconds, LEAST_SECONDS), MOST_SECONDS) : DEFAULT_SECONDS;
}

/** What a promise resolves to, or null where the signal aborts before; `tooLate` gets what comes after that. */
export async function unlessAborted<T>(
  signal: AbortSignal,
  promised: Promise<T>,
  tooLate: (result: PromiseSettledResult<T>) => void,
): Promise<T | null> {
  const aborted = Promise.withResolvers<null>();
  const abort = () => aborted.resolve(null);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  const result = await Promise.race([promised, aborted.promise]);
  signal.removeEventListener('abort', abort);
  if (result === null) {
    promised.then(
      (value) => tooLate({ status: 'fulfilled', value }),
      (reason: unknown) => tooLate({ status: 'rejected', reason }),
    );
  }
  return result;
}
