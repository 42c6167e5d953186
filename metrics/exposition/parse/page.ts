import type { PageFormat } from './content_type.ts';
import { OpenMetricsPage } from './open_metrics_page.ts';
import { PageError } from './page_error.ts';
import type { ParsedFamily } from './parsed_family.ts';
import { Scanner } from './scanner.ts';
import { TextPage } from './text_page.ts';

/** Lines that are read in one go by `parseInSteps`. */
const LINES_PER_STEP = 500;

/**
 * All families of a metrics page, in its order. Takes time that is linear in the page. Throws a PageError, with the place,
 * where it is malformed: no part of such a page can be trusted.
 *
 * Formats: https://prometheus.io/docs/instrumenting/exposition_formats/ and
 * https://prometheus.io/docs/specs/om/open_metrics_spec/, with the names in quotes of Prometheus 3.
 */
export function parsePage(text: string, format: PageFormat): ParsedFamily[] {
  const steps = parseInSteps(text, format);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same, some hundred lines at a time, between which whoever reads may pause. */
export function* parseInSteps(text: string, format: PageFormat): Generator<void, ParsedFamily[]> {
  if (!text.isWellFormed()) refuseSurrogate(text);
  const scanner = new Scanner(text);
  const page = format === 'text' ? new TextPage(scanner) : new OpenMetricsPage(scanner);
  let lines = 0;
  while (page.readLine()) {
    lines += 1;
    if (lines % LINES_PER_STEP === 0) yield;
  }
  return page.finished();
}

/** Half of a character, which no UTF-8 has. */
function refuseSurrogate(text: string): never {
  const before = text.slice(0, text.search(/\p{Surrogate}/u));
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  throw new PageError(line, before.length - lineStart + 1, 'this is half a character, a lone surrogate');
}
