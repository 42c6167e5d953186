import type { Registry } from 'prom-client';
import { collectFamilies } from '../../../metrics/exposition/collect.ts';
import { negotiateFormat } from '../../../metrics/exposition/negotiate.ts';
import { OPEN_METRICS_CONTENT_TYPE, renderOpenMetrics } from '../../../metrics/exposition/open_metrics.ts';
import { renderText, TEXT_CONTENT_TYPE } from '../../../metrics/exposition/text.ts';

/** One answer to a scrape. */
export interface Scrape {
  readonly contentType: string;
  readonly body: string;
}

/**
 * The registry in the format that the Accept header asks for. A metric whose collection throws is left out,
 * and `onFailure` is told.
 */
export async function scrape(
  registry: Registry,
  accept: string | undefined,
  onFailure: (metric: string, error: unknown) => void,
): Promise<Scrape> {
  const families = await collectFamilies(registry, onFailure);
  return negotiateFormat(accept) === 'openmetrics'
    ? { contentType: OPEN_METRICS_CONTENT_TYPE, body: renderOpenMetrics(families) }
    : { contentType: TEXT_CONTENT_TYPE, body: renderText(families) };
}
