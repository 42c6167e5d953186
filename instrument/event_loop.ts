import { performance } from 'node:perf_hooks';
import { SATURATION_RATIO } from '../conventions/metrics.ts';
import type { MetricScope } from '../metrics/scope.ts';

const INTERVAL_MS = 5_000;

/**
 * Keeps `saturation_ratio{resource="event_loop"}`: the share of the last five seconds in which the event loop
 * was busy. The result ends it.
 */
export function watchEventLoop(scope: MetricScope, service: string): () => void {
  const gauge = scope.gauge(SATURATION_RATIO);
  let last = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    gauge.labels({ service, resource: 'event_loop' }).set(utilization);
    last = now;
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
