import { vi } from 'vitest';
import { SATURATION_RATIO, SELF_METRICS } from '../../conventions/metrics.ts';
import { mirrorSettingsOf } from '../../definition/mirror_settings.ts';
import type { Definition } from '../../definition/schema.ts';
import { Budget } from '../../exporter/outputs/cloudwatch_mirror/budget.ts';
import type { Datum } from '../../exporter/outputs/cloudwatch_mirror/datum.ts';
import { RegistryDatums } from '../../exporter/outputs/cloudwatch_mirror/registry_datums.ts';
import { ClockUnderTest, STARTED_AT } from '../../exporter/outputs/cloudwatch_mirror/testing/readings.ts';
import { GoldenSignals } from '../../metrics/golden_signals.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import type { Observation } from '../alarm_model/observations.ts';

const MINUTE = 60_000;

/** What happens in each minute of a stretch. Numbers of events are those of a minute. */
export interface Stretch {
  readonly minutes: number;
  readonly requests?: number;
  /** Of the requests, those answered 503. */
  readonly failed?: number;
  /** Of the requests, those that take four seconds rather than 50 ms. */
  readonly slow?: number;
  readonly orders?: number;
  readonly refused?: number;
  /** Of the orders, those whose payment takes four seconds rather than 50 ms. */
  readonly slowPayments?: number;
  /** How much waits, of two kinds. */
  readonly queue?: readonly [number, number];
  readonly cpu?: number;
  /** Whether the exporter is away, and nothing is counted. */
  readonly isAway?: boolean;
}

/** A series as promtool reads it: a value for each scrape; `stale` where it has ended, `_` where there is none. */
export type Samples = ReadonlyMap<string, string>;

/** What both sides saw of the same time. */
export interface Simulated {
  readonly samples: Samples;
  readonly observations: readonly Observation[];
  /** Milliseconds since 1970: when the time began that promtool calls 0. */
  readonly start: number;
  readonly minutes: number;
  /** From which minute to which the exporter was away. */
  readonly away: readonly (readonly [from: number, to: number])[];
}

/**
 * Runs a shop through stretches of time: what happens is counted in the exporter's own registry, which is scraped, and mirrored as the
 * exporter mirrors it.
 * @param scrapes how many scrapes there are in a minute.
 */
export async function simulate(
  definition: Definition,
  stretches: readonly Stretch[],
  scrapes: number,
): Promise<Simulated> {
  const settings = mirrorSettingsOf(definition);
  if (settings === null) throw new Error('The definition mirrors nothing.');
  const clock = new ClockUnderTest();
  const spy = vi.spyOn(Date, 'now').mockImplementation(clock.now);
  try {
    const metrics = new MetricRegistry();
    const shop = shopIn(metrics);
    const mirror = new RegistryDatums({
      registry: metrics.registry,
      settings,
      budget: new Budget({ metrics: 10_000, interval: MINUTE }),
      clock,
      startedAt: STARTED_AT,
      onFailure: (metric) => {
        throw new Error(`${metric} could not be collected.`);
      },
    });
    const recorder = new Recorder();
    const observations: Observation[] = [];
    recorder.scrape(await samplesOf(metrics));
    for (const stretch of stretches) {
      for (let minute = 0; minute < stretch.minutes; minute += 1) {
        const begin = clock.now();
        for (let part = 0; part < scrapes; part += 1) {
          if (stretch.isAway !== true) shop(stretch, 1 / scrapes);
          clock.pass(MINUTE / scrapes);
          recorder.scrape(stretch.isAway === true ? null : await samplesOf(metrics));
        }
        if (stretch.isAway === true) continue;
        const { datums } = await mirror.read(begin);
        observations.push(...datums.map((datum) => observationOf(datum, settings.namespace)));
      }
    }
    const ends = stretches.map((_, index) =>
      stretches.slice(0, index + 1).reduce((sum, { minutes }) => sum + minutes, 0),
    );
    return {
      samples: recorder.series(),
      observations,
      start: STARTED_AT,
      minutes: ends.at(-1) ?? 0,
      away: stretches.flatMap(({ isAway, minutes }, index) => {
        const end = ends[index] ?? 0;
        return isAway === true ? [[end - minutes, end] as const] : [];
      }),
    };
  } finally {
    spy.mockRestore();
  }
}

/** The metrics of the shop, as its sources have them; answers what has so much of a minute of a stretch happen. */
function shopIn(metrics: MetricRegistry): (stretch: Stretch, part: number) => void {
  const scope = metrics.scope();
  const service = 'shop';
  const signals = new GoldenSignals(scope, service);
  const about = { help: 'Simulated.' };
  const orders = scope.counter({
    ...about,
    name: 'orders_total',
    type: 'counter',
    labels: ['service', 'outcome'],
  });
  const queue = scope.gauge({ ...about, name: 'queue_length', type: 'gauge', labels: ['service', 'kind'] });
  const payments = scope.histogram({
    ...about,
    name: 'payment_seconds',
    type: 'histogram',
    labels: ['service'],
    buckets: [0.1, 0.5, 1, 5],
  });
  const saturation = scope.gauge(SATURATION_RATIO);
  scope.gauge(SELF_METRICS.ready).labels({}).set(1);
  const [good, refused] = ['ok', 'refused'].map((outcome) => orders.labels({ service, outcome }));
  const request = (status: number, seconds: number, times: number) => {
    if (times > 0) signals.request({ method: 'GET', route: '/', status, seconds }, times);
  };
  const pay = (seconds: number, times: number) => {
    for (let time = 0; time < times; time += 1) payments.labels({ service }).observe(seconds);
  };
  return (stretch, part) => {
    const of = (number = 0) => Math.round(number * part);
    request(503, 0.05, of(stretch.failed));
    request(200, 4, of(stretch.slow));
    request(200, 0.05, of(stretch.requests) - of(stretch.failed) - of(stretch.slow));
    good?.inc(of(stretch.orders) - of(stretch.refused));
    refused?.inc(of(stretch.refused));
    pay(4, of(stretch.slowPayments));
    pay(0.05, of(stretch.orders) - of(stretch.slowPayments));
    const [mails = 0, prints = 0] = stretch.queue ?? [];
    queue.labels({ service, kind: 'mail' }).set(mails);
    queue.labels({ service, kind: 'print' }).set(prints);
    saturation.labels({ service, resource: 'cpu' }).set(stretch.cpu ?? 0);
  };
}

/** Values by series, in Prometheus's notation. */
async function samplesOf({ registry }: MetricRegistry): Promise<Map<string, number>> {
  const samples = new Map<string, number>();
  for (const { name, values } of await registry.getMetricsAsJSON()) {
    for (const { labels, value, ...rest } of values) {
      const sample = 'metricName' in rest ? String(rest.metricName) : name;
      const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(String(text))}`);
      samples.set(`${sample}{${pairs.join(', ')}}`, value);
    }
  }
  return samples;
}

/** Series of which each scrape adds a value, or that there is none. */
class Recorder {
  readonly #series = new Map<string, string[]>();
  #scrapes = 0;

  /** @param samples null for a scrape that failed, upon which every series ends. */
  scrape(samples: ReadonlyMap<string, number> | null): void {
    for (const [name, values] of this.#series) {
      const value = samples?.get(name);
      const isThere = values.at(-1) !== '_' && values.at(-1) !== 'stale';
      values.push(value === undefined ? (isThere ? 'stale' : '_') : String(value));
    }
    for (const [name, value] of samples ?? []) {
      if (!this.#series.has(name))
        this.#series.set(name, [...Array.from({ length: this.#scrapes }, () => '_'), String(value)]);
    }
    this.#scrapes += 1;
  }

  series(): Map<string, string> {
    return new Map([...this.#series].map(([name, values]) => [name, values.join(' ')]));
  }
}

function observationOf(
  { name, dimensions, timestamp, values, counts }: Datum,
  namespace: string,
): Observation {
  return {
    metric: {
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    },
    timestamp,
    values,
    counts,
  };
}
