import { SATURATION_RATIO } from '../../conventions/metrics.ts';
import type { Clock } from '../../exporter/clock.ts';
import { LiveSignals } from '../../exporter/status/live_signals.ts';
import { GoldenSignals } from '../../metrics/golden_signals.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import { processorTime } from '../events/serving.ts';
import type { Commands } from '../exposition/contestant.ts';
import { ROUTES, serviceNames } from './workload.ts';

const TICK_MS = 5_000;
const RESOURCES = ['cpu', 'memory', 'connections'];
const ERRORS_EVERY = 23;

/** What the status page reads the registry with, by a clock that jumps from one reading to the next. */
export function create(): Commands {
  // Native buckets would come while it is measured, and are not the history's.
  const registry = new MetricRegistry({ native: false });
  const request = requestsOf(registry);
  let now = Date.UTC(2026, 0, 1);
  const clock: Clock = { now: () => now, uptime: () => now };
  let live: LiveSignals | null = null;
  request();
  return {
    /** Bytes that are held, on and off the heap. */
    held: () => {
      globalThis.gc?.();
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    },
    /** Reads so often, each time after a request for every route; answers the processor time of a reading, in milliseconds. */
    read: async (times = '') => {
      live ??= new LiveSignals({ registry, clock, isComplete: () => true });
      let taken = 0;
      for (let time = 0; time < Number(times); time += 1) {
        request();
        now += TICK_MS;
        const before = processorTime();
        await live.tick();
        taken += processorTime() - before;
      }
      return taken / Number(times);
    },
    /** Points and services of the history. */
    size: () => {
      const services = Object.values(live?.history.view().services ?? {});
      return { services: services.length, points: services[0]?.traffic.length ?? 0 };
    },
  };
}

/** Counts a request for each route of each service, and sets how full its resources are. */
function requestsOf(registry: MetricRegistry): () => void {
  const signals = serviceNames().map((service) => {
    const scope = registry.scope();
    const gauge = scope.gauge(SATURATION_RATIO);
    return {
      signals: new GoldenSignals(scope, service),
      full: RESOURCES.map((resource) => gauge.labels({ service, resource })),
    };
  });
  let round = 0;
  return () => {
    round += 1;
    for (const [index, service] of signals.entries()) {
      for (let route = 0; route < ROUTES; route += 1) {
        const chance = (index * 7_919 + route * 104_729 + round * 31) % 1_000;
        const status = route % ERRORS_EVERY === 0 ? 500 : 200;
        service.signals.request({ method: 'GET', route: `/r/${route}`, status, seconds: chance / 1_000 });
      }
      for (const gauge of service.full) gauge.set(((index + round) % 100) / 100);
    }
  };
}
