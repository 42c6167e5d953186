import type { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import { formatOfContentType } from '../../../metrics/exposition/parse/content_type.ts';
import { decodePage } from '../../../metrics/exposition/parse/decode.ts';
import { parseInSteps } from '../../../metrics/exposition/parse/page.ts';
import { PageError } from '../../../metrics/exposition/parse/page_error.ts';
import type { ParsedFamily } from '../../../metrics/exposition/parse/parsed_family.ts';
import type { FetchedPage } from './fetch_page.ts';
import { ScrapeError } from './scrape_error.ts';
import { shownAddress } from './targets.ts';

/**
 * The families of a page that was fetched from an address. It takes turns with everything else.
 * Rejects with a ScrapeError where the page is in no known format, or malformed anywhere.
 */
export async function readPage(page: FetchedPage, url: URL, pacer: Pacer): Promise<ParsedFamily[]> {
  const shown = shownAddress(url);
  const format = formatOfContentType(page.contentType);
  if (format === null) {
    const said = page.contentType === null ? 'none' : JSON.stringify(page.contentType);
    throw new ScrapeError(
      'content_type',
      `${shown} has answered with the Content-Type ${said}. Let it be that of text 0.0.4 or of OpenMetrics 1.0, as ` +
        '"text/plain; version=0.0.4".',
    );
  }
  try {
    const steps = parseInSteps(await textOf(page.pieces, pacer), format);
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

/** Pieces as text. Throws a PageError where they are no UTF-8. */
async function textOf(pieces: readonly Buffer[], pacer: Pacer): Promise<string> {
  // A byte order mark stays, which no page may begin with.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  try {
    for (const piece of pieces) {
      text += decoder.decode(piece, { stream: true });
      if (pacer.isDue) await pacer.turn();
    }
    return text + decoder.decode();
  } catch {
    // It says where.
    return decodePage(Buffer.concat(pieces));
  }
}
