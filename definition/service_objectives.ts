import { GOLDEN_SIGNALS } from '../conventions/metrics.ts';
import type { SourceSettings } from '../exporter/settings.ts';
import { SOURCES } from '../exporter/sources/index.ts';
import { mappingOf } from '../exporter/sources/scrape/presets.ts';
import type { SourceDefinition } from '../exporter/sources/source.ts';
import { errorBudget } from '../slo/burn_rate.ts';
import { readCounter } from './counter_selector.ts';
import { declaredBy, isStackSeries, seriesNames } from './known_series.ts';
import { type Objective, targetOf } from './objectives.ts';
import type { Definition } from './schema.ts';

/** What one service promises. */
export interface ServiceObjective {
  readonly objective: Objective;
  readonly service: string;
  /** The share of events that must be good. */
  readonly target: number;
  /** The share that may be bad. */
  readonly budget: number;
  /** Over how long rates are taken, in milliseconds: four scrapes of whatever is counted, since one may fail. */
  readonly rateWindow: number;
}

// Below, a rate would jump with each event.
const SHORTEST_RATE_MS = 60_000;

type Watched = Pick<Definition, 'service' | 'sources' | 'exporter'>;

const REQUESTS: readonly string[] = GOLDEN_SIGNALS.flatMap(seriesNames);

/** Every objective of every service that has it, in the order of the file. */
export function serviceObjectives(definition: Watched & Pick<Definition, 'objectives'>): ServiceObjective[] {
  return definition.objectives.flatMap((objective) => {
    const target = targetOf(objective);
    return servicesOf(objective, definition).map((service) => ({
      objective,
      service,
      target,
      budget: errorBudget(target),
      rateWindow: rateWindow(objective, service, definition),
    }));
  });
}

/** Sources of which the requests of a service are counted; of a latency objective, those that tell it. */
export function countingSources(objective: Objective, sources: readonly SourceSettings[]): SourceSettings[] {
  return sources.filter((source) =>
    objective.signal === 'latency' ? tellsLatency(source) : countsRequests(source),
  );
}

/** Sources that an objective reads from, as far as one knows: nobody knows the series of a service before it is scraped. */
export function feedingSources(objective: Objective, sources: readonly SourceSettings[]): SourceSettings[] {
  if (objective.signal !== undefined) return countingSources(objective, sources);
  const emitters = [objective.total, objective.good, objective.bad].map((text) =>
    text === undefined ? [] : mayEmit(readCounter(text)?.metric ?? '', sources),
  );
  return sources.filter((source) => emitters.some((its) => its.includes(source)));
}

function mayEmit(metric: string, sources: readonly SourceSettings[]): SourceSettings[] {
  const emitters = emittersOf(metric, sources);
  return emitters.length > 0 ? emitters : sources.filter(({ type }) => type === 'scrape');
}

function rateWindow(
  objective: Objective,
  service: string,
  { service: { name }, exporter, sources }: Watched,
): number {
  const scraped = feedingSources(objective, sources).flatMap((source) =>
    source.type === 'scrape' && source.via === 'prometheus' && (source.service ?? name) === service
      ? [source.interval]
      : [],
  );
  return Math.max(SHORTEST_RATE_MS, 4 * Math.max(exporter.scrape_interval, ...scraped));
}

function servicesOf(
  objective: Objective,
  { service, sources }: Pick<Watched, 'service' | 'sources'>,
): string[] {
  if (objective.service !== undefined) return [objective.service];
  const emitting =
    objective.signal === undefined
      ? countedBy(readCounter(objective.total)?.metric ?? '', sources)
      : countingSources(objective, sources);
  const services = [...new Set(emitting.map((source) => source.service ?? service.name))];
  return services.length === 0 ? [service.name] : services;
}

/**
 * Services of which any may be the one whose events an objective counts, where it names none and they are several: all are scraped, and
 * nobody knows what they serve. `undefined` is the service that sources are of unless they name another.
 */
export function doubtfulServices(
  objective: Objective,
  sources: readonly SourceSettings[],
): (string | undefined)[] {
  if (objective.signal !== undefined || objective.service !== undefined) return [];
  const metric = readCounter(objective.total)?.metric;
  if (metric === undefined || isStackSeries(metric) || emittersOf(metric, sources).length > 0) return [];
  const services = servicesScraped(sources);
  return services.length > 1 ? services : [];
}

// What nobody is known to emit is the one service's that is scraped, if it is anybody's.
function countedBy(metric: string, sources: readonly SourceSettings[]): SourceSettings[] {
  const emitters = emittersOf(metric, sources);
  if (emitters.length > 0 || isStackSeries(metric) || servicesScraped(sources).length !== 1) return emitters;
  return sources.filter(({ type }) => type === 'scrape');
}

function servicesScraped(sources: readonly SourceSettings[]): (string | undefined)[] {
  return [...new Set(sources.flatMap((source) => (source.type === 'scrape' ? [source.service] : [])))];
}

function emittersOf(metric: string, sources: readonly SourceSettings[]): SourceSettings[] {
  if (REQUESTS.includes(metric)) return sources.filter(countsRequests);
  return sources.filter((source) => {
    const type = (SOURCES as readonly SourceDefinition[]).find((one) => one.type === source.type);
    return [...(type?.metrics ?? []), ...declaredBy(source)].flatMap(seriesNames).includes(metric);
  });
}

/** Whether a source counts requests of its service. */
export function countsRequests(source: SourceSettings): boolean {
  return 'golden_signals' in source && source.golden_signals !== undefined;
}

/** Whether a source tells how long the requests of its service took. */
export function tellsLatency(source: SourceSettings): boolean {
  if (source.type !== 'scrape') return countsRequests(source);
  return mappingOf(source.golden_signals)?.duration !== undefined;
}
