import type { SourceSettings } from '../exporter/settings.ts';
import type { PrometheusAlert } from './alerts.ts';
import type { Emitter } from './known_series.ts';
import { declaredMetric } from './metric_measure.ts';
import type { Path } from './positions.ts';

/** How far apart samples are, in ms, and the setting that says so. */
export interface Sampling {
  readonly interval: number;
  readonly path: Path;
}

/** What there is to be sampled. */
export interface Sampled {
  readonly sources: readonly { readonly path: Path; readonly value: SourceSettings }[];
  readonly emitters: readonly Emitter[] | null;
  /** The name of the service that is watched where a source names none. */
  readonly defaultService: unknown;
  /** Between two scrapes by Prometheus, in ms; 0 where that is not known. */
  readonly scrapeInterval: number;
}

/** How far apart the samples of what an alert measures are at least: a service may be scraped more rarely than the exporter. */
export function samplingOf(
  one: PrometheusAlert,
  { sources, emitters, defaultService, scrapeInterval }: Sampled,
): Sampling {
  const own = { interval: scrapeInterval, path: ['exporter', 'scrape_interval'] };
  const service = 'service' in one ? one.service : undefined;
  const scraped = sources.flatMap(({ path, value }) => {
    if (value.type !== 'scrape') return [];
    if (service !== undefined && (value.service ?? defaultService) !== service) return [];
    return [{ path: [...path, 'interval'], interval: value.interval, value }];
  });
  const rarest = (its: readonly Sampling[]) =>
    its.reduce((most, next) => (next.interval > most.interval ? next : most), own);
  if (one.signal !== undefined) {
    return rarest(scraped.filter(({ value }) => value.golden_signals !== undefined));
  }
  if ('promql' in one || emitters === null || declaredMetric(one.metric, emitters) !== undefined) return own;
  return rarest(mostOften(scraped.filter(({ value }) => value.via === 'prometheus')));
}

/** How far apart, in ms, the samples are that Prometheus itself scrapes of a series that no source is known to emit. */
export function intervalOfUnknown({
  sources,
  scrapeInterval,
}: Pick<Sampled, 'sources' | 'scrapeInterval'>): number {
  const scraped = sources.flatMap(({ path, value }) =>
    value.type === 'scrape' && value.via === 'prometheus' ? [{ path, interval: value.interval }] : [],
  );
  return Math.max(scrapeInterval, ...mostOften(scraped).map(({ interval }) => interval));
}

// Nobody knows which of them has it: the one that is scraped most often may.
function mostOften<S extends Sampling>(all: readonly S[]): S[] {
  const least = Math.min(...all.map(({ interval }) => interval));
  return all.filter(({ interval }) => interval === least).slice(0, 1);
}
