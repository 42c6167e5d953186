import { LABEL, SCRAPE_JOB_PREFIX } from '../conventions/labels.ts';
import { type ScrapeConfig, timeoutOf } from '../exporter/sources/scrape/definition.ts';
import { mappingOf, type SignalMapping } from '../exporter/sources/scrape/presets.ts';
import { hostOf, type ScrapeTarget, targetsOf } from '../exporter/sources/scrape/targets.ts';
import type { Definition } from './schema.ts';

export type { MappedDuration, MappedLabels, SignalMapping } from '../exporter/sources/scrape/presets.ts';

/** A source that Prometheus scrapes itself. */
export interface ScrapeJob {
  /** The label `job` of its series, which no other source's have. */
  readonly job: string;
  /** Its settings, with times in milliseconds and sizes in bytes. */
  readonly config: ScrapeConfig;
  readonly timeout: number;
  /** Labels of its series, beside `job` and `instance`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its pages, each group with the same path and query. */
  readonly groups: readonly (readonly ScrapeTarget[])[];
  /** Which of its series carry the golden signals; null where none does. */
  readonly mapping: SignalMapping | null;
}

/** The sources of a definition that Prometheus scrapes itself. */
export function scrapeJobs({ service, sources }: Pick<Definition, 'service' | 'sources'>): ScrapeJob[] {
  return sources.flatMap((source) => {
    if (source.type !== 'scrape' || source.via !== 'prometheus') return [];
    const groups = Map.groupBy(
      targetsOf(source.targets),
      ({ url }) => `${url.protocol}${url.pathname}${url.search}`,
    );
    return [
      {
        job: `${SCRAPE_JOB_PREFIX}${source.name ?? source.type}`,
        config: source,
        timeout: timeoutOf(source),
        labels: { [LABEL.service]: source.service ?? service.name, environment: service.environment },
        groups: [...groups.values()],
        mapping: mappingOf(source.golden_signals),
      },
    ];
  });
}

/** Alerts on latency that is beyond what a scraped service tells apart, with its usual buckets: they never fire. */
export function latencyBeyondBuckets({
  service,
  sources,
  alerts,
}: Pick<Definition, 'service' | 'sources' | 'alerts'>): {
  alert: string;
  service: string;
  highest: number;
}[] {
  return highestLatencies({ service, sources }).flatMap((its) =>
    alerts.flatMap((alert) => {
      if (alert.signal !== 'latency' || alert.above <= its.highest * 1000) return [];
      const isAbout = alert.service === undefined || alert.service === its.service;
      return isAbout ? [{ alert: alert.name, ...its }] : [];
    }),
  );
}

/** Objectives on latency beyond what a scraped service tells apart, with its usual buckets: nothing is ever known of them. */
export function latencyObjectivesBeyondBuckets({
  service,
  sources,
  objectives,
}: Pick<Definition, 'service' | 'sources' | 'objectives'>): {
  objective: string;
  service: string;
  highest: number;
}[] {
  return highestLatencies({ service, sources }).flatMap((its) =>
    objectives.flatMap((one) => {
      if (one.signal !== 'latency' || one.threshold <= its.highest * 1000) return [];
      const isAbout = one.service === undefined || one.service === its.service;
      return isAbout ? [{ objective: one.name, ...its }] : [];
    }),
  );
}

/** The highest latency that each scraped service tells apart with its usual buckets, in seconds. */
function highestLatencies({
  service,
  sources,
}: Pick<Definition, 'service' | 'sources'>): { service: string; highest: number }[] {
  return sources.flatMap((source) => {
    if (source.type !== 'scrape') return [];
    const highest = mappingOf(source.golden_signals)?.duration?.highest;
    return highest === undefined ? [] : [{ service: source.service ?? service.name, highest }];
  });
}

/** Host and port of a page, which is its instance unless several pages share them. */
export function addressOf({ url, instance }: ScrapeTarget): { target: string; isInstance: boolean } {
  return { target: hostOf(url), isInstance: hostOf(url) === instance };
}
