import type { Resource } from '../../conventions/labels.ts';
import { GOLDEN_SIGNALS } from '../../conventions/metrics.ts';
import { isByService } from '../counter_selector.ts';
import { emitsOfService, seriesNames } from '../known_series.ts';
import { PROCESS_METRICS } from '../process_metrics.ts';
import type { Definition } from '../schema.ts';
import { countsRequests, tellsLatency } from '../service_objectives.ts';

type Source = Definition['sources'][number];
type Watched = Pick<Definition, 'service' | 'sources'>;

/** How the exporter comes to know something of a service: only what it knows itself can be mirrored. */
export type Knowledge = 'exporter' | 'prometheus' | 'stack' | 'nobody';

/** A service of which an alert may speak. */
export interface KnownService {
  readonly service: string;
  /** `prometheus` where Prometheus alone scrapes it, `stack` where the programs beside the exporter tell it, `nobody` where no source does. */
  readonly knownTo: Knowledge;
}

/** Resources that containers tell about. */
const OF_CONTAINERS: readonly Resource[] = ['cpu', 'memory', 'processes'];

/** The services whose requests are counted, or the one that is asked for. */
export function servicesWithRequests(definition: Watched, only?: string): KnownService[] {
  return servicesTold(definition, countsRequests, only);
}

/** The services whose latency is told, or the one that is asked for. */
export function servicesWithLatency(definition: Watched, only?: string): KnownService[] {
  return servicesTold(definition, tellsLatency, only);
}

/** The services of which it is told how full a resource is, or the one that is asked for. Services that are scraped may tell of any. */
export function servicesWithResource(definition: Watched, resource: Resource, only?: string): KnownService[] {
  const isOfContainers = OF_CONTAINERS.includes(resource);
  const own = servicesTold(definition, ({ type }) => isOfContainers && type === 'container', only);
  if (own.some(({ knownTo }) => knownTo !== 'nobody')) return own;
  return servicesTold(definition, ({ type }) => type === 'scrape', only);
}

/**
 * The services that have a metric, or the one that is asked for. What no source is known to emit may be any scraped service's; what
 * the exporter and its own process tell of themselves belongs to `service.name`, whose sources they are.
 */
export function servicesWithMetric(definition: Watched, metric: string, only?: string): KnownService[] {
  const emitting = servicesTold(definition, (source) => emits(source, metric), only);
  if (emitting.some(({ knownTo }) => knownTo !== 'nobody')) return emitting;
  // A named service may tell of its own process what the exporter tells of its own.
  if (isByService({ metric, matchers: [] }, only !== undefined)) {
    return servicesTold(definition, ({ type }) => type === 'scrape', only);
  }
  return [{ service: only ?? definition.service.name, knownTo: isServed(metric) ? 'exporter' : 'stack' }];
}

/** Whether the exporter serves a metric about itself; other programs of the stack are scraped by Prometheus alone. */
function isServed(metric: string): boolean {
  return metric.startsWith('goldwatch_') || PROCESS_METRICS.some(({ name }) => name === metric);
}

function emits(source: Source, metric: string): boolean {
  return isRequests(metric) ? countsRequests(source) : emitsOfService(source, metric);
}

function isRequests(metric: string): boolean {
  return GOLDEN_SIGNALS.some((one) => [one.name, ...seriesNames(one)].includes(metric));
}

function servicesTold(
  { service, sources }: Watched,
  tells: (source: Source) => boolean,
  only: string | undefined,
): KnownService[] {
  const telling = Map.groupBy(sources.filter(tells), (source) => source.service ?? service.name);
  const services = only === undefined ? [...telling.keys()] : [only];
  return services.map((one) => ({ service: one, knownTo: knowledge(telling.get(one) ?? []) }));
}

function knowledge(sources: readonly Source[]): Knowledge {
  if (sources.length === 0) return 'nobody';
  return sources.every((source) => source.type === 'scrape' && source.via === 'prometheus')
    ? 'prometheus'
    : 'exporter';
}
