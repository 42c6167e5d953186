import { LABEL, SCRAPE_JOB_PREFIX } from '../conventions/labels.ts';
import { formatDuration } from '../conventions/quantities.ts';
import type { MappedDuration, MappedLabels, ScrapeJob } from '../definition/scrape_jobs.ts';

/** Statuses of requests that failed, also where they are classes (`5xx`). */
export const FAILED = '5..';

/** A series with its matchers, such as `x{job="a"}`. */
export function selector(metric: string, matchers: readonly string[]): string {
  return matchers.length === 0 ? metric : `${metric}{${matchers.join(', ')}}`;
}

/** Matchers for what goldwatch itself counts: what Prometheus scrapes from a service may have the same name and other labels. */
export function ownMatchers(jobs: readonly ScrapeJob[]): string[] {
  return jobs.length === 0 ? [] : [`job!~"${SCRAPE_JOB_PREFIX}.+"`];
}

/**
 * Rates of the requests of scraped services, under goldwatch's names for labels: one expression for each job, whose label sets
 * differ from those of any other in `job`.
 */
export function requestRates(
  jobs: readonly ScrapeJob[],
  { by, window, failed }: { by: readonly string[]; window: number; failed: boolean },
): string[] {
  return jobs.flatMap(({ job, mapping }) => {
    if (mapping === null) return [];
    const { metric, ...labels } = mapping.requests;
    const matchers = [`job="${job}"`, ...(failed ? [`${labels.status}=~"${FAILED}"`] : [])];
    return [renamed(rate(metric, matchers, window), labels, by)];
  });
}

/** The same of latency buckets whose bounds are in that unit; services that do not tell routes apart have none by route. */
export function bucketRates(
  jobs: readonly ScrapeJob[],
  { by, window, unit }: { by: readonly string[]; window: number; unit: MappedDuration['unit'] },
): string[] {
  const isByRoute = by.includes(LABEL.route);
  return jobs.flatMap(({ job, mapping }) => {
    const duration = isByRoute ? (mapping?.route_duration ?? mapping?.duration) : mapping?.duration;
    if (duration?.unit !== unit || (isByRoute && duration.route === undefined)) return [];
    const buckets = rate(`${duration.metric}_bucket`, [`job="${job}"`], window);
    return [renamed(buckets, duration, [...by, 'le'])];
  });
}

function rate(metric: string, matchers: readonly string[], window: number): string {
  return `rate(${selector(metric, matchers)}[${formatDuration(window)}])`;
}

/** Sums by the service's own labels first: to rename them then can make no two series one. */
function renamed(rates: string, { method, route, status }: MappedLabels, by: readonly string[]): string {
  const own: Readonly<Record<string, string | undefined>> = { method, route, status };
  const wanted = by.map((label) => ({ label, from: label in own ? own[label] : label }));
  const kept = wanted.flatMap(({ from }) => from ?? []);
  const sum = `sum by (${[...new Set(['job', ...kept])].join(', ')}) (${rates})`;
  const renames = wanted.flatMap(({ label, from }) =>
    from === undefined || from === label ? [] : [{ label, from }],
  );
  if (!renames.some(({ label }) => kept.includes(label))) return replaced(sum, renames);
  // One that another is called by would be overwritten before it is read.
  const aside = renames.map(({ label, from }) => ({ label: `goldwatch_${label}`, from }));
  const back = renames.map(({ label }) => ({ label, from: `goldwatch_${label}` }));
  return replaced(replaced(sum, aside), back);
}

function replaced(expression: string, renames: readonly { label: string; from: string }[]): string {
  return renames.reduce(
    (inner, { label, from }) => `label_replace(${inner}, "${label}", "$1", "${from}", "(.*)")`,
    expression,
  );
}
