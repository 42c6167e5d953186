import type { Registry } from 'prom-client';
import type { MetricDeclaration } from '../../conventions/metrics.ts';
import { collectFamilies } from '../exposition/collect.ts';
import { renderText } from '../exposition/text.ts';

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
