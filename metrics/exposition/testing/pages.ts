import type { Registry } from 'prom-client';
import { Exposition, type Page } from '../exposition.ts';
import type { ExpositionFormat, Negotiated } from '../negotiate.ts';

export function wanted(
  format: ExpositionFormat,
  escaping: Negotiated['escaping'] = 'underscores',
): Negotiated {
  return { format, escaping, contentType: format };
}

/** An exposition for which every metric that is left out fails the test. */
export function expositionOf(registry: Registry): Exposition {
  return new Exposition(registry, (metric, error) => {
    throw new Error(`${metric} was left out: ${String(error)}`);
  });
}

export function bytesOf({ chunks }: Page): Buffer {
  return Buffer.concat(chunks);
}

/** A page as text; it is released. */
export async function pageOf(exposition: Exposition, format: ExpositionFormat): Promise<string> {
  const page = await exposition.render(wanted(format));
  const text = bytesOf(page).toString();
  page.release();
  return text;
}

/** An OpenMetrics page without the series that say when counting began. */
export function withoutCreated(page: string): string {
  return page.replace(/^\w+_created(?:\{.*\})? [\d.]+\n/gm, '');
}
