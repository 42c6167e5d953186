import type { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import { formatOfContentType } from '../../../metrics/exposition/parse/content_type.ts';
import { PageError } from '../../../metrics/exposition/parse/page_error.ts';
import type { PageRead, RepeatedPage } from '../../../metrics/exposition/parse/repeated_page.ts';
import type { FetchedPage } from './fetch_page.ts';
import { ScrapeError } from './scrape_error.ts';
import { shownAddress } from './targets.ts';

/** What a page is read with. */
export interface Reading {
  /** That of the address, again and again. */
  readonly page: RepeatedPage;
  readonly url: URL;
  readonly pacer: Pacer;
}

/**
 * The families of a page that was fetched from an address. It takes turns with everything else.
 * Rejects with a ScrapeError where the page is in no known format, or malformed anywhere.
 */
export async function readPage(fetched: FetchedPage, { page, url, pacer }: Reading): Promise<PageRead> {
  const shown = shownAddress(url);
  const format = formatOfContentType(fetched.contentType);
  if (format === null) {
    const said = fetched.contentType === null ? 'none' : JSON.stringify(fetched.contentType);
    throw new ScrapeError(
      'content_type',
      `${shown} has answered with the Content-Type ${said}. Let it be that of text 0.0.4 or of OpenMetrics 1.0, as ` +
        '"text/plain; version=0.0.4".',
    );
  }
  try {
    const steps = page.read(fetched.pieces, format);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      if (pacer.isDue) await pacer.turn();
    }
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    throw new ScrapeError(
      'malformed',
      `The page of ${shown} is refused whole: ${error.message}. Correct what the service writes there.`,
    );
  }
}
