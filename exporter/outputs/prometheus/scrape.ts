import type { IncomingHttpHeaders } from 'node:http';
import { type ContentEncoding, negotiateEncoding } from '../../../metrics/exposition/accept_encoding.ts';
import type { Exposition, Page } from '../../../metrics/exposition/exposition.ts';
import { negotiateFormat } from '../../../metrics/exposition/negotiate.ts';

/** What renders pages. */
export type Renderer = Pick<Exposition, 'render'>;

/** One answer to a scrape; whoever holds it must release its page, once. */
export interface Scrape {
  readonly page: Page;
  readonly contentType: string;
  readonly encoding: ContentEncoding;
}

/**
 * A page in the format that the Accept header asks for, and the encoding that Accept-Encoding asks for. On this machine,
 * to compress and to decompress takes longer than the page's way does.
 */
export async function scrape(
  renderer: Renderer,
  headers: IncomingHttpHeaders,
  { isNear = false } = {},
): Promise<Scrape> {
  const wanted = negotiateFormat(headers.accept);
  const encoding = negotiateEncoding(headers['accept-encoding'], isNear);
  const page = await renderer.render(wanted);
  // Not the page's own: who shares a rendering may have asked for it by another version.
  return { page, contentType: wanted.contentType, encoding };
}
