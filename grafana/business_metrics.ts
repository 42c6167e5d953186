import type { DeclaredMetric } from '../definition/application_metrics.ts';
import type { Definition } from '../definition/schema.ts';
import { familiesOf } from './dependency_families.ts';
import { SECURITY_METRICS } from './security_metrics.ts';

/** A metric that monitoring.yml declares, as far as a dashboard is concerned. */
export interface BusinessMetric {
  readonly name: string;
  readonly type: DeclaredMetric['type'];
  readonly help: string;
  /** Beside `service`. */
  readonly labels: readonly string[];
}

/**
 * The metrics that sources of type `events` and `logs` declare, each once, in the order of monitoring.yml; without those
 * that the dashboards «Security» and «Dependencies and databases» show.
 */
export function businessMetrics(definition: Definition): BusinessMetric[] {
  const elsewhere = new Set<string>([
    ...SECURITY_METRICS,
    ...familiesOf(definition).flatMap(({ graphs }) => graphs.flatMap(({ reads }) => reads)),
  ]);
  const all = definition.sources.flatMap((source): BusinessMetric[] => {
    if (source.type === 'events') return source.metrics;
    if (source.type !== 'logs') return [];
    return source.metrics.map((metric) => ({ ...metric, labels: Object.keys(metric.labels) }));
  });
  const first = new Map<string, BusinessMetric>();
  for (const metric of all) if (!first.has(metric.name)) first.set(metric.name, metric);
  return [...first.values()].filter(({ name }) => !elsewhere.has(name));
}
