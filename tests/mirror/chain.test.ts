import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type CloudWatchStandIn, startCloudWatch } from '../cloudwatch_standin/standin.ts';
import { clientOf } from '../cloudwatch_standin/testing.ts';
import { seededRandom } from '../support/seeded_random.ts';
import { temporaryDirectory } from '../support/temporary_directory.ts';
import { LATENCIES, quantile } from './latencies.ts';
import { type MetricOfOurs, statisticsBySecond, statisticsSince } from './read_back.ts';
import { sampleCounts } from './received.ts';
import { type LoggedRequest, RequestLog } from './request_log.ts';
import { GENEROUS, LOG_FILE, ServedExporter, writeDefinition } from './served_exporter.ts';

const SECOND = 1000;
const REQUESTS_AT_A_TIME = 3000;
const SELECT = [
  { series: 'http_request_duration_seconds{service="shop"}', name: 'Latency', dimensions: ['route'] },
  { series: 'http_request_duration_seconds{service="shop"}', name: 'AllLatency' },
  { series: 'http_requests_total{service="shop"}', name: 'Requests', dimensions: ['route'] },
];

/** A metric in CloudWatch, and the requests that it speaks of. */
interface Watched {
  readonly metric: MetricOfOurs;
  readonly observations: readonly number[];
}

function watched(requests: readonly LoggedRequest[]): Watched[] {
  const byRoute = Map.groupBy(requests, ({ route }) => route);
  const secondsOf = (its: readonly LoggedRequest[]) => its.map(({ seconds }) => seconds);
  return [
    { metric: { name: 'AllLatency', dimensions: {} }, observations: secondsOf(requests) },
    ...Array.from(byRoute, ([route, its]) => ({
      metric: { name: 'Latency', dimensions: { route } },
      observations: secondsOf(its),
    })),
  ];
}

/** Traffic, an exporter that is restarted in between, and CloudWatch. */
class Chain {
  readonly aws: CloudWatchStandIn;
  readonly #directory: string;
  readonly #log: RequestLog;
  readonly #random = seededRandom(20_261_121);
  #exporter: ServedExporter;

  private constructor(aws: CloudWatchStandIn, directory: string) {
    this.aws = aws;
    this.#directory = directory;
    this.#log = new RequestLog(join(directory, LOG_FILE));
    this.#exporter = new ServedExporter(directory);
  }

  static async start(schema: number): Promise<Chain> {
    const aws = await startCloudWatch();
    onTestFinished(() => aws.close());
    const directory = await temporaryDirectory();
    await writeDefinition(directory, aws, {
      mirror: { select: SELECT },
      exporter: { native_histograms: { schema } },
    });
    const chain = new Chain(aws, directory);
    await chain.#exporter.ready();
    return chain;
  }

  get requests(): readonly LoggedRequest[] {
    return this.#log.requests;
  }

  /** Logs requests to every route. */
  write(): void {
    const routes = Object.entries(LATENCIES);
    this.#log.write(
      ...Array.from({ length: REQUESTS_AT_A_TIME }, (_, index) => {
        const [route, latency] = routes[index % routes.length] ?? routes[0] ?? ['', () => 0];
        return { route, status: 200, seconds: latency(this.#random) };
      }),
    );
  }

  /** Logs requests over several intervals, and waits until all of it has arrived. */
  async serve(): Promise<Phase> {
    return await this.#phase(async () => {
      for (let interval = 0; interval < 2; interval += 1) {
        this.write();
        await sleep(SECOND);
      }
    });
  }

  /** Ends the exporter, logs requests meanwhile, starts it again, and waits until all of it has arrived. */
  async restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<Phase> {
    return await this.#phase(async () => {
      await this.#exporter.process.end(signal);
      this.write();
      this.#exporter = new ServedExporter(this.#directory);
      await this.#exporter.ready();
    });
  }

  async #phase(happens: () => Promise<void>): Promise<Phase> {
    const from = this.requests.length;
    const start = Math.floor(Date.now() / SECOND) * SECOND;
    await happens();
    await vi.waitFor(
      () =>
        expect(sampleCounts(this.aws.received, ({ metricName }) => metricName).AllLatency).toBe(
          this.requests.length,
        ),
      GENEROUS,
    );
    // No point of it lies in the same second as one of the next.
    await sleep(SECOND);
    const end = Math.floor(Date.now() / SECOND) * SECOND;
    return { start, end, requests: this.requests.slice(from) };
  }
}

interface Phase {
  readonly start: number;
  readonly end: number;
  readonly requests: readonly LoggedRequest[];
}

describe.each([
  { schema: 4, bound: 0.025 },
  { schema: 3, bound: 0.045 },
])(
  'what GetMetricData says of latencies in buckets of schema $schema, after restarts',
  ({ schema, bound }) => {
    test(`is count and sum as logged, and percentiles within ${bound * 100} %, by route and altogether`, {
      timeout: 120_000,
    }, async () => {
      const begin = Date.now();
      const chain = await Chain.start(schema);
      const client = clientOf(chain.aws);
      const calm = [await chain.serve()];
      const restarts = [await chain.restart('SIGTERM')];
      calm.push(await chain.serve());
      restarts.push(await chain.restart('SIGKILL'));
      calm.push(await chain.serve());

      for (const { metric, observations } of watched(chain.requests)) {
        const title = `${metric.name} ${metric.dimensions.route ?? ''}`;
        const [p50, p95, p99, sum, count] = await statisticsSince(client, metric, begin, [
          'p50',
          'p95',
          'p99',
          'Sum',
          'SampleCount',
        ]);
        expect(count, title).toBe(observations.length);
        expect((sum ?? 0) / total(observations), `sum of ${title}`).toBeCloseTo(1, 9);
        for (const [share, found] of [
          [0.5, p50],
          [0.95, p95],
          [0.99, p99],
        ] as const) {
          const error = Math.abs((found ?? 0) / quantile(observations, share) - 1);
          expect(error, `p${share * 100} of ${title}`).toBeLessThan(bound);
        }
      }
      for (const phase of calm) {
        for (const { metric, observations } of watched(phase.requests)) {
          const [minima = [], maxima = [], sums = []] = await statisticsBySecond(client, metric, phase, [
            'Minimum',
            'Maximum',
            'Sum',
          ]);
          const title = `${metric.name} ${metric.dimensions.route ?? ''}`;
          expect(Math.min(...minima), `smallest of ${title}`).toBeCloseTo(Math.min(...observations), 12);
          expect(Math.max(...maxima), `largest of ${title}`).toBeCloseTo(Math.max(...observations), 12);
          expect(total(sums) / total(observations), `sum of ${title}`).toBeCloseTo(1, 9);
        }
      }
      // What another process had counted before is not known by its extremes: they are within their buckets.
      const width = 2 ** (2 ** -schema);
      for (const phase of restarts) {
        for (const { metric, observations } of watched(phase.requests)) {
          const [minima = [], maxima = [], counts = []] = await statisticsBySecond(client, metric, phase, [
            'Minimum',
            'Maximum',
            'SampleCount',
          ]);
          const title = `${metric.name} ${metric.dimensions.route ?? ''}`;
          expect(
            Math.abs(Math.log(Math.min(...minima) / Math.min(...observations))),
            `smallest of ${title}`,
          ).toBeLessThan(Math.log(width));
          expect(
            Math.abs(Math.log(Math.max(...maxima) / Math.max(...observations))),
            `largest of ${title}`,
          ).toBeLessThan(Math.log(width));
          expect(total(counts), `count of ${title}`).toBe(observations.length);
        }
      }
    });
  },
);

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
