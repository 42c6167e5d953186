import { performance } from 'node:perf_hooks';
import { SATURATION_RATIO } from '../conventions/metrics.ts';
import type { MetricScope } from '../metrics/scope.ts';

/**
 * Keeps `saturation_ratio{resource="event_loop"}`: the share of the last interval in which the event loop was
 * busy. The result ends it and removes the series, since nobody would bring it up to date any more.
 */
export function watchEventLoop(scope: MetricScope, service: string, intervalMs = 5_000): () => void {
  const gauge = scope.gauge(SATURATION_RATIO);
  const labels = { service, resource: 'event_loop' } as const;
  let last = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    gauge.labels(labels).set(performance.eventLoopUtilization(now, last).utilization);
    last = now;
  }, intervalMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    gauge.remove(labels);
  };
}
