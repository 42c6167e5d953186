import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';
import { MetricRegistry } from '../metrics/registry.ts';
import type { ExporterSettings } from './settings.ts';

// Of the process, not of one exporter: what measures them cannot be ended, so there is one set of them.
const processMetrics = new Registry();

/** A registry for these settings, with the metrics of this process. */
export function registryFor(settings: ExporterSettings): MetricRegistry {
  const registry = new MetricRegistry({
    seriesLimit: settings.series_limit,
    buckets: settings.latencyBuckets,
    native: {
      schema: settings.native_histograms.schema,
      maxBuckets: settings.native_histograms.max_buckets,
    },
  });
  if (processMetrics.getMetricsAsArray().length === 0) collectDefaultMetrics({ register: processMetrics });
  for (const metric of processMetrics.getMetricsAsArray())
    registry.registry.registerMetric(metric as unknown as Metric);
  return registry;
}
