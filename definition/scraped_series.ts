import { SELF_SERVICE } from '../conventions/labels.ts';
import type { SourceSettings } from '../exporter/settings.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Path, Positions } from './positions.ts';

/** Series that goldwatch alone names: nobody else has them. */
const GOLDWATCH_NAMES = /^(?:goldwatch_|service(?:_\w+)?:|slo:)/;

/** Which series nobody can know before they are scraped. */
export interface ScrapedSeries {
  /** Whether Prometheus has some. */
  readonly atPrometheus: boolean;
  /** Whether the exporter has some, to be mirrored. */
  readonly atExporter: boolean;
}

/** What sources may bring, by their settings as they are written. */
export function scrapedSeries(sources: readonly Readonly<Record<string, unknown>>[]): ScrapedSeries {
  const scrapes = sources.filter(({ type }) => type === 'scrape');
  return {
    atPrometheus: scrapes.some(({ via, expose }) => via !== 'exporter' || expose === true),
    atExporter: scrapes.some(({ via }) => via === 'exporter'),
  };
}

/** Whether a series may be one that is scraped. */
export function mayBeScraped(name: string): boolean {
  return !GOLDWATCH_NAMES.test(name);
}

interface Item {
  readonly path: Path;
  readonly value: SourceSettings;
}

/**
 * Sources that count the golden signals of a service which another one counts, too: where the exporter scrapes one of them, their
 * histograms have the same labels and other buckets, and a page could not have both.
 */
export function sharedSignals(
  sources: readonly Item[],
  defaultService: unknown,
  positions: Positions,
): Diagnostic[] {
  const counting = sources.flatMap(({ path, value }) => {
    if (!('golden_signals' in value) || value.golden_signals === undefined) return [];
    if (value.type === 'scrape' && value.via === 'prometheus') return [];
    return [{ path, type: value.type, service: value.service ?? defaultService }];
  });
  return counting.flatMap(({ path, type, service }) => {
    const others = counting.filter((other) => other.service === service && other.path !== path);
    const isShared = service === SELF_SERVICE || others.length > 0;
    if (type !== 'scrape' || !isShared) return [];
    return [
      {
        ...positions.value([...path, 'golden_signals']),
        problem: 'another source counts the golden signals of this service already',
        expected: 'a `service` of its own, or `via: prometheus`',
      },
    ];
  });
}
