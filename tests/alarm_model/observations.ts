import { Distribution } from '../cloudwatch_standin/distribution.ts';
import { statisticOf } from '../cloudwatch_standin/statistic.ts';
import type { MetricName } from './properties.ts';

const MINUTE_MS = 60_000;

/** What was sent of a metric at a moment, as PutMetricData takes it. */
export interface Observation {
  readonly metric: MetricName;
  /** Milliseconds since 1970; CloudWatch keeps minutes. */
  readonly timestamp: number;
  readonly values: readonly number[];
  /** How often each value was observed; once unless given. */
  readonly counts?: readonly number[];
}

/** Where alarms read: a statistic of a metric from `start` to before `end`, in milliseconds; undefined without data. */
export interface MetricSource {
  statistic(metric: MetricName, name: string, start: number, end: number): number | undefined;
}

/** Of one metric: what was observed in each minute, and statistics of them that were asked for. */
interface Minutes {
  readonly distributions: Map<number, Distribution>;
  readonly answers: Map<string, number | undefined>;
}

/** How the statistics of minutes become one of them all; percentiles and averages do not. */
const JOINED: Readonly<Record<string, (one: number, other: number) => number>> = {
  Sum: (one, other) => one + other,
  SampleCount: (one, other) => one + other,
  Minimum: Math.min,
  Maximum: Math.max,
};

/** Observations, minute by minute. */
export class Observations implements MetricSource {
  readonly #metrics = new Map<string, Minutes>();

  constructor(observations: Iterable<Observation>) {
    for (const observation of observations) this.#add(observation);
  }

  /** Throws where the statistic is not one that CloudWatch and the model know. */
  statistic(metric: MetricName, name: string, start: number, end: number): number | undefined {
    const minutes = this.#metrics.get(keyOf(metric));
    if (minutes === undefined) return undefined;
    // Windows slide by a minute, so that those of several periods ask for the same again and again.
    const asked = `${name} ${start} ${end}`;
    if (!minutes.answers.has(asked))
      minutes.answers.set(asked, statisticOfMinutes(minutes, name, start, end));
    return minutes.answers.get(asked);
  }

  #add({ metric, timestamp, values, counts = values.map(() => 1) }: Observation): void {
    const key = keyOf(metric);
    const { distributions } = this.#metrics.get(key) ?? this.#begin(key);
    const minute = Math.floor(timestamp / MINUTE_MS) * MINUTE_MS;
    const distribution = distributions.get(minute) ?? new Distribution();
    distributions.set(minute, distribution);
    const { Namespace: namespace = '', MetricName: metricName = '' } = metric;
    distribution.add({
      namespace,
      metricName,
      dimensions: [],
      timestamp,
      unit: 'None',
      storageResolution: 60,
      values,
      counts,
      statistics: undefined,
    });
  }

  #begin(key: string): Minutes {
    const minutes = { distributions: new Map(), answers: new Map() };
    this.#metrics.set(key, minutes);
    return minutes;
  }
}

function statisticOfMinutes(
  { distributions }: Minutes,
  name: string,
  start: number,
  end: number,
): number | undefined {
  const statistic = statisticOf(name);
  if (statistic === undefined || statistic === 'unanswered')
    throw new Error(`The model of alarms does not know the statistic ${name}.`);
  const its: Distribution[] = [];
  for (let minute = start; minute < end; minute += MINUTE_MS) {
    const distribution = distributions.get(minute);
    if (distribution !== undefined) its.push(distribution);
  }
  if (its.length === 0) return undefined;
  const join = JOINED[name];
  if (join !== undefined) return its.map((one) => one.get(statistic) ?? 0).reduce(join);
  const merged = new Distribution();
  for (const distribution of its) merged.merge(distribution);
  return merged.get(statistic);
}

function keyOf({ Namespace, MetricName, Dimensions = [] }: MetricName): string {
  const pairs = Dimensions.map(({ Name, Value }) => [Name, Value] as const);
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([Namespace, MetricName, pairs]);
}
