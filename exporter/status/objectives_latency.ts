import { LABEL } from '../../conventions/labels.ts';
import { HTTP_REQUEST_DURATION_SECONDS } from '../../conventions/metrics.ts';
import type { Family } from '../../metrics/family.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';
import type { Counts, NoCounts } from './objectives_counts.ts';
import { countUpTo, FollowedMetric, familiesOf } from './objectives_families.ts';
import type { LabelOf, ReadingTime } from './objectives_increases.ts';

/** Rows that are looked at for why nothing is known. */
const MOST_ROWS = 10_000;

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

/** Why no latency is known of a service: none was counted, or no bucket has that bound. */
export function withoutLatency(registry: MetricRegistry, service: string, seconds: number): NoCounts {
  const families = familiesOf(registry, HTTP_REQUEST_DURATION_SECONDS.name);
  const others = families.filter(({ bounds }) => !bounds.includes(seconds));
  if (others.length > 0 && others.length === families.length) {
    const why = `No latency bucket ends at ${seconds} s yet: there is one from the next start of the exporter on.`;
    return { why, isPassing: false };
  }
  if (others.some((family) => has(family, service))) {
    const why = `No latency bucket of ${service} ends at ${seconds} s: goldwatch has one from its next start on, a scraped service has those that it chose.`;
    return { why, isPassing: false };
  }
  return { why: `No latency of ${service} has been counted yet.`, isPassing: true };
}

/** Whether any of the first rows of a family is of a service. */
function has({ store, labelNames }: Family, service: string): boolean {
  const index = labelNames.indexOf(LABEL.service);
  return store.handles
    .slice(0, MOST_ROWS)
    .some((series, row) => series !== undefined && store.sets.values(row)[index] === service);
}
