import * as units from '@grafana/grafana-foundation-sdk/units';
import { SCRAPE_JOB_PREFIX } from '../../conventions/labels.ts';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { scrapeJobs } from '../../definition/scrape_jobs.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofEnvironments, overTime } from '../panels/query.ts';
import { states } from '../panels/states.ts';

export const NO_EXPORTER = 'The exporter serves no metrics.';

/** Whether what is above can be believed. */
export function sources(definition: Definition): Row {
  return { title: 'Can it be believed?', panels: [sourcesUp(definition), bytesWaiting()] };
}

/** When each source worked. */
export function sourcesUp(definition: Definition) {
  // The exporter leaves these to Prometheus, and says that they work in any case.
  const jobs = scrapeJobs(definition);
  const reached = ofEnvironments('up', `job=~"${SCRAPE_JOB_PREFIX}.+"`);
  const scraped = jobs.map(({ job }) => job.slice(SCRAPE_JOB_PREFIX.length).replaceAll('.', '\\\\.'));
  const own = scraped.length === 0 ? [] : [`source!~"${scraped.join('|')}"`];
  const panel = states({
    title: 'Sources',
    description:
      'Whether the last attempt of each source worked; while one is down, its signals stand still.',
    noValue: NO_EXPORTER,
    zero: 'down',
    one: 'up',
  }).withTarget(
    overTime(`min by (source) (${ofEnvironments(SELF_METRICS.sourceUp.name, ...own)})`, '{{source}}', 'A'),
  );
  return jobs.length === 0 ? panel : panel.withTarget(overTime(`min by (job) (${reached})`, '{{job}}', 'B'));
}

/** How far sources are behind. */
export function bytesWaiting() {
  return graph({
    title: 'Bytes waiting to be read',
    description: 'How far each source is behind its files; what only grows will never be caught up with.',
    unit: units.BytesSI,
    noValue: 'No source reads files.',
  }).withTarget(overTime(`sum by (source) (${ofEnvironments(SELF_METRICS.sourceLag.name)})`, '{{source}}'));
}
