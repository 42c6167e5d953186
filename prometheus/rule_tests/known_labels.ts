import {
  HTTP_REQUEST_DURATION_SECONDS,
  HTTP_REQUESTS_TOTAL,
  SATURATION_RATIO,
} from '../../conventions/metrics.ts';
import { declaredBy, servedMetrics } from '../../definition/known_series.ts';
import type { Definition } from '../../definition/schema.ts';

const GOLDEN = [HTTP_REQUESTS_TOTAL, HTTP_REQUEST_DURATION_SECONDS, SATURATION_RATIO];

/** The labels of each series that is declared anywhere, by its name. */
export function labelsOf({ sources }: Pick<Definition, 'sources'>): (series: string) => readonly string[] {
  const emitters = sources.map((source) => ({ type: source.type, declared: declaredBy(source) }));
  const metrics = [...servedMetrics(emitters), ...GOLDEN];
  const known = new Map<string, readonly string[]>(metrics.map(({ name, labels }) => [name, labels]));
  known.set('up', ['job', 'instance']);
  return (series) => known.get(series) ?? known.get(series.replace(/_(?:bucket|sum|count)$/, '')) ?? [];
}
