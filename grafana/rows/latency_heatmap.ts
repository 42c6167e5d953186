import * as units from '@grafana/grafana-foundation-sdk/units';
import { SCRAPE_JOB_PREFIX } from '../../conventions/labels.ts';
import { HTTP_REQUEST_DURATION_SECONDS } from '../../conventions/metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { type ScrapeJob, scrapeJobs } from '../../definition/scrape_jobs.ts';
import { asHeatmap, heatmap } from '../panels/heatmap.ts';
import { CHOSEN, scrapedEvery } from '../panels/query.ts';

const TITLE = 'Latency of requests';
const DARK = 'The darker, the more requests took so long; a dot is a request that leads to its trace.';
const UNIT = { seconds: units.Seconds, milliseconds: units.Milliseconds } as const;

/**
 * How many requests took how long: one heatmap of what the exporter counts, and one for each source that Prometheus scrapes
 * itself, since buckets with different bounds cannot be shown as one. These alone read histograms rather than what is
 * recorded: nobody records each bucket anew.
 */
export function latencyHeatmaps(definition: Definition) {
  const jobs = scrapeJobs(definition);
  const scraped = jobs.flatMap((job) => ofJob(job, definition) ?? []);
  return countsItself(definition) || scraped.length === 0 ? [own(jobs), ...scraped] : scraped;
}

function own(jobs: readonly ScrapeJob[]) {
  // What Prometheus scrapes from a service itself may have the same name.
  const others = jobs.length === 0 ? [] : [`job!~"${SCRAPE_JOB_PREFIX}.+"`];
  return panel(TITLE, DARK, 'seconds').withTarget(
    asHeatmap(HTTP_REQUEST_DURATION_SECONDS.name, [...CHOSEN, ...others]),
  );
}

function ofJob({ job, mapping, config }: ScrapeJob, definition: Definition) {
  const duration = mapping?.duration;
  if (duration === undefined) return null;
  const source = job.slice(SCRAPE_JOB_PREFIX.length);
  return panel(`${TITLE}, scraped by ${source}`, DARK, duration.unit).withTarget(
    scrapedEvery(asHeatmap(duration.metric, [...CHOSEN, `job="${job}"`]), config.interval, definition),
  );
}

function panel(title: string, description: string, unit: keyof typeof UNIT) {
  return heatmap({
    title,
    description,
    unit: UNIT[unit],
    cellUnit: units.RequestsPerSecond,
    noValue: 'No traffic in this time range.',
  });
}

/** Whether the exporter counts the requests of any source. */
function countsItself({ sources }: Definition): boolean {
  return sources.some(
    (source) =>
      'golden_signals' in source &&
      source.golden_signals !== undefined &&
      !(source.type === 'scrape' && source.via === 'prometheus'),
  );
}
