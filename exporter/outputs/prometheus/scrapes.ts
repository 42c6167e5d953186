import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { SelfMetrics } from '../../self_metrics.ts';
import { Patience, unlessAborted } from './patience.ts';
import { type Renderer, type Scrape, scrape } from './scrape.ts';
import { sendPage } from './send_page.ts';

/** Each may hold a page, and a compressor of about 1 MiB. */
const MOST_IN_FLIGHT = 16;

const TOO_MANY =
  `${MOST_IN_FLIGHT} scrapes are being answered already, the most at a time. Let fewer programs scrape, or less often; ` +
  'where goldwatch_scrapes_cut_off_total grows, find out who reads too slowly.\n';

export interface ScrapesOptions {
  readonly renderer: Renderer;
  readonly self: SelfMetrics;
  readonly log: Logger;
  /** Why there is no page now, in a sentence; null while there is one. */
  readonly unavailable: () => string | null;
  /** Called before each scrape. */
  readonly refresh: () => void;
}

/** Answers scrapes: a bounded number at a time, each in bounded time. */
export class Scrapes {
  readonly #options: ScrapesOptions;
  #inFlight = 0;

  constructor(options: ScrapesOptions) {
    this.#options = options;
  }

  /**
   * Answers a request with a page, and resolves to null when that has ended, however it did. Resolves to a sentence
   * where there is no page, and rejects where its rendering fails; the response is then untouched.
   */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<string | null> {
    const { self, unavailable } = this.#options;
    const problem = unavailable();
    if (problem !== null) return problem;
    if (this.#inFlight >= MOST_IN_FLIGHT) {
      self.scrapeRefused();
      return TOO_MANY;
    }
    this.#inFlight += 1;
    try {
      return await this.#answer(request, response, new Patience(request, response));
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    patience: Patience,
  ): Promise<string | null> {
    const { unavailable } = this.#options;
    const scraped = await this.#render(request, patience);
    if (scraped === null) return this.#withoutPage(request, patience);
    // What was ready may have begun to stop while it was rendered, and to lose series.
    const problem = unavailable();
    if (problem !== null) {
      scraped.page.release();
      return problem;
    }
    await this.#send(request, response, scraped, patience);
    return null;
  }

  async #render({ headers, socket }: IncomingMessage, patience: Patience): Promise<Scrape | null> {
    const { renderer, self, log, refresh } = this.#options;
    refresh();
    const begun = performance.now();
    const scraped = await unlessAborted(
      patience.signal,
      scrape(renderer, headers, { isNear: isNear(socket) }),
      (late) => {
        if (late.status === 'fulfilled') late.value.page.release();
        else
          log.error(
            { err: late.reason },
            'The rendering of a page failed after its scrape had been given up.',
          );
      },
    );
    if (scraped !== null) self.scrapeRendered((performance.now() - begun) / 1000);
    return scraped;
  }

  #withoutPage({ socket }: IncomingMessage, { lostBecause, seconds }: Patience): string | null {
    if (lostBecause === 'client gone') return null;
    const { self, log } = this.#options;
    self.scrapeCutOff('slow_rendering');
    const message =
      `No page was rendered within ${seconds} s. A metric whose collection takes too long may be the cause: ` +
      'look for one that waits in its collect().';
    log.warn({ client: socket.remoteAddress }, message);
    return `${message}\n`;
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    scraped: Scrape,
    patience: Patience,
  ): Promise<void> {
    const { self, log } = this.#options;
    const client = request.socket.remoteAddress;
    try {
      await sendPage(response, scraped, patience.signal);
    } catch (error) {
      if (patience.lostBecause === 'time is up') {
        self.scrapeCutOff('slow_reader');
        log.warn({ client }, `A scrape was cut off: its page was not read within ${patience.seconds} s.`);
      } else if (patience.lostBecause === null) {
        log.error({ err: error, client }, 'A scrape was cut off: its page could not be sent.');
      }
    }
  }
}

/** Whether the client is on this machine. */
function isNear({ remoteAddress = '' }: Socket): boolean {
  return /^(?:::ffff:)?127\.|^::1$/.test(remoteAddress);
}
