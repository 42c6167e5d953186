import { HTTP_REQUEST_DURATION_SECONDS } from '../../conventions/metrics.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';
import { type Counts, type NoCounts, noRequests } from './objectives_counts.ts';
import { countUpTo, FollowedMetric, familiesOf } from './objectives_families.ts';
import type { LabelOf, ReadingTime } from './objectives_increases.ts';

/** Requests of services since the reading before. */
export interface Latencies {
  of(service: number): Counts | null;
}

/** Requests within a bound and all of them, of histograms that have a bucket with that very bound. */
export class LatencyReader {
  readonly #requests: FollowedMetric;

  constructor(
    registry: MetricRegistry,
    {
      bound,
      groups,
      serviceOf,
    }: {
      readonly bound: number;
      readonly groups: number;
      readonly serviceOf: (labelOf: LabelOf) => number;
    },
  ) {
    const name = HTTP_REQUEST_DURATION_SECONDS.name;
    this.#requests = new FollowedMetric(registry, { name, groups, columns: 2 }, ({ bounds }) => {
      const bucket = bounds.indexOf(bound);
      if (bucket < 0) return null;
      return {
        groupOf: serviceOf,
        read(cells, at, into) {
          into[0] = countUpTo(cells, at, bucket);
          into[1] = countUpTo(cells, at, bounds.length);
        },
      };
    });
  }

  async take(time: ReadingTime): Promise<Latencies> {
    const { sums, isThere } = await this.#requests.take(time);
    return {
      of(service) {
        if (!isThere(service)) return null;
        const [within = 0, total = 0] = sums.subarray(2 * service, 2 * service + 2);
        return { total, bad: total - within };
      },
    };
  }
}

/** Why no latency is known of a service: there were no requests, or no bucket has that bound. */
export function withoutLatency(registry: MetricRegistry, service: string, seconds: number): NoCounts {
  const families = familiesOf(registry, HTTP_REQUEST_DURATION_SECONDS.name);
  if (families.length === 0 || families.some(({ bounds }) => bounds.includes(seconds))) {
    return noRequests(service);
  }
  const why = `No latency bucket ends at ${seconds} s yet: there is one from the next start of the exporter on.`;
  return { why, isPassing: false };
}
