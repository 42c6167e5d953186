import type { Registry } from 'prom-client';
import type { MetricDeclaration } from '../../conventions/metrics.ts';
import { collectFamilies } from '../exposition/collect.ts';
import { renderText } from '../exposition/text.ts';
import { MetricRegistry } from '../registry.ts';
import type { SeriesState } from '../series.ts';

export const JOBS = {
  name: 'jobs_total',
  type: 'counter',
  help: 'Jobs.',
  labels: ['queue'],
} as const satisfies MetricDeclaration;

export const FILL = {
  name: 'fill_ratio',
  type: 'gauge',
  help: 'Fill.',
  labels: ['disk'],
} as const satisfies MetricDeclaration;

export const WAIT = {
  name: 'wait_seconds',
  type: 'histogram',
  help: 'Wait.',
  labels: ['queue'],
} as const satisfies MetricDeclaration;

/** The series that a scrape shows, as lines, without HELP and TYPE. */
export async function shown(registry: Registry): Promise<string[]> {
  const families = await collectFamilies(registry, (metric, error) => {
    throw new Error(`${metric}: ${String(error)}`);
  });
  return renderText(families)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** What a histogram with these buckets that has observed these values is saved as. */
export function savedAs(values: readonly number[], buckets: readonly number[]): SeriesState {
  const series = new MetricRegistry({ buckets }).scope().histogram(WAIT).labels({ queue: 'a' });
  for (const value of values) series.observe(value);
  return series.state();
}
