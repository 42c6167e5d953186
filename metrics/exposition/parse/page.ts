import type { PageFormat } from './content_type.ts';
import { PageError } from './page_error.ts';
import { PageReader } from './page_reader.ts';
import type { ParsedFamily } from './parsed_family.ts';

/**
 * All families of a metrics page, in its order. Takes time that is linear in the page. Throws a PageError, with the place,
 * where it is malformed: no part of such a page can be trusted.
 *
 * Formats: https://prometheus.io/docs/instrumenting/exposition_formats/ and
 * https://prometheus.io/docs/specs/om/open_metrics_spec/, with the names in quotes of Prometheus 3.
 */
export function parsePage(text: string, format: PageFormat): ParsedFamily[] {
  if (!text.isWellFormed()) refuseSurrogate(text);
  const reader = new PageReader(format);
  // Whoever wants to pause reads a RepeatedPage.
  for (const _ of reader.read(text));
  return reader.finished();
}

/** Half of a character, which no UTF-8 has. */
function refuseSurrogate(text: string): never {
  const before = text.slice(0, text.search(/\p{Surrogate}/u));
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  throw new PageError(line, before.length - lineStart + 1, 'this is half a character, a lone surrogate');
}
