import type { MetricRegistry } from '../metrics/registry.ts';
import type { ExporterSettings } from './settings.ts';

/** How often label sets are looked at: they outlive their time by no more than this. */
const LOOK_EVERY_MS = 30_000;

/** Forgets label sets that sources write no more, as `exporter.expire_after` says at the time. The result ends it. */
export function startExpiry(
  registry: MetricRegistry,
  expireAfter: () => ExporterSettings['expire_after'],
): () => void {
  const look = () => {
    const { gauges, counters } = expireAfter();
    registry.expire({ gauges, cumulative: counters });
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
