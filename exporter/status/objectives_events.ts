import { LABEL } from '../../conventions/labels.ts';
import { HTTP_REQUESTS_TOTAL } from '../../conventions/metrics.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';
import { type Counts, type Events, noRequests } from './objectives_counts.ts';
import { FollowedCounter, FollowedMetric, type Taken } from './objectives_families.ts';
import type { LabelOf, ReadingTime } from './objectives_increases.ts';
import { type Latencies, LatencyReader, withoutLatency } from './objectives_latency.ts';
import { TrafficRate } from './objectives_traffic.ts';
import type { ObjectiveEvents, WatchedObjective } from './status_settings.ts';

/** Reads what objectives count from the registry, as prometheus/objectives/events.ts has Prometheus do. */
export class EventsReader {
  readonly #objectives: readonly WatchedObjective[];
  readonly #services: readonly string[];
  readonly #requests: FollowedMetric;
  readonly #registry: MetricRegistry;
  readonly #latencies: ReadonlyMap<number, LatencyReader>;
  readonly #counters = new Map<WatchedObjective, { total: FollowedCounter; counter: FollowedCounter }>();
  readonly #traffic: ReadonlyMap<string, TrafficRate>;

  constructor(registry: MetricRegistry, objectives: readonly WatchedObjective[]) {
    this.#registry = registry;
    this.#objectives = objectives;
    this.#services = [...new Set(objectives.map(({ service }) => service))];
    const numbers = new Map(this.#services.map((service, index) => [service, index]));
    const serviceOf = (labelOf: LabelOf) => numbers.get(labelOf(LABEL.service)) ?? -1;
    const name = HTTP_REQUESTS_TOTAL.name;
    // Two groups of each service: what was answered 5xx, and all else.
    this.#requests = new FollowedMetric(
      registry,
      { name, groups: 2 * this.#services.length, columns: 1 },
      () => ({
        groupOf(labelOf) {
          const service = serviceOf(labelOf);
          return service < 0 ? -1 : 2 * service + (/^5..$/s.test(labelOf(LABEL.status)) ? 1 : 0);
        },
        read(cells, at, into) {
          into[0] = cells[at] ?? 0;
        },
      }),
    );
    const seconds = objectives.flatMap(({ events }) => (events.kind === 'latency' ? [events.seconds] : []));
    this.#latencies = new Map(
      [...new Set(seconds)].map((bound) => [
        bound,
        new LatencyReader(registry, { bound, groups: this.#services.length, serviceOf }),
      ]),
    );
    this.#traffic = new Map(this.#services.map((service) => [service, new TrafficRate()]));
    for (const one of objectives) {
      const { events } = one;
      if (events.kind !== 'counters') continue;
      const [total, counter] = [events.total, events.counter].map(
        (selection) => new FollowedCounter(registry, selection),
      ) as [FollowedCounter, FollowedCounter];
      this.#counters.set(one, { total, counter });
    }
  }

  /** The events of each objective since the reading before, in their order. */
  async take(time: ReadingTime): Promise<Events[]> {
    const requests = await this.#requests.take(time);
    const latencies = new Map<number, Latencies>();
    for (const [bound, reader] of this.#latencies) latencies.set(bound, await reader.take(time));
    this.#services.forEach((service, index) => {
      const [good = 0, failed = 0] = requests.sums.subarray(2 * index, 2 * index + 2);
      this.#traffic.get(service)?.add(good + failed, time);
    });
    const all: Events[] = [];
    for (const one of this.#objectives) {
      all.push(await this.#eventsOf(one, one.events, { requests, latencies, time }));
    }
    return all;
  }

  async #eventsOf(
    objective: WatchedObjective,
    events: ObjectiveEvents,
    taken: { requests: Taken; latencies: ReadonlyMap<number, Latencies>; time: ReadingTime },
  ): Promise<Events> {
    const { service } = objective;
    const index = this.#services.indexOf(service);
    switch (events.kind) {
      case 'unknown':
        return { why: events.why, isPassing: false };
      case 'requests':
        return requestsOf(taken.requests, index) ?? noRequests(service);
      case 'latency': {
        const latencies = taken.latencies.get(events.seconds);
        return latencies?.of(index) ?? withoutLatency(this.#registry, service, events.seconds);
      }
      case 'traffic':
        return this.#traffic.get(service)?.below(events.atLeast) ?? noRequests(service);
      case 'counters':
        return await this.#counted(
          objective,
          { other: events.other, metric: events.total.metric },
          taken.time,
        );
    }
  }

  async #counted(
    objective: WatchedObjective,
    { other, metric }: { readonly other: 'good' | 'bad'; readonly metric: string },
    time: ReadingTime,
  ): Promise<Events> {
    const counters = this.#counters.get(objective);
    const total = (await counters?.total.take(time)) ?? null;
    const counted = (await counters?.counter.take(time)) ?? 0;
    if (total === null) {
      return { why: `The exporter has no series of ${metric} that this objective selects.`, isPassing: true };
    }
    return { total, bad: other === 'bad' ? counted : total - counted };
  }
}

function requestsOf({ sums, isThere }: Taken, service: number): Counts | null {
  const [good, failed] = [2 * service, 2 * service + 1];
  if (!isThere(good) && !isThere(failed)) return null;
  const bad = sums[failed] ?? 0;
  return { total: bad + (sums[good] ?? 0), bad };
}
