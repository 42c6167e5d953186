import { Counter, Histogram, Registry } from 'prom-client';
import * as old from 'prom-client-15';
import { LATENCY_BUCKETS_SECONDS } from '../conventions/metrics.ts';
import { type Candidate, compare } from './compare.ts';

const LABEL_SETS = 1_000;
const BUCKETS = [...LATENCY_BUCKETS_SECONDS];

interface Client {
  readonly Registry: typeof Registry;
  readonly Counter: typeof Counter;
  readonly Histogram: typeof Histogram;
}

// prom-client 15.1.3 and its successor have the same face, but types of their own.
const CLIENTS: Record<string, Client> = {
  'prom-client 15.1.3': old as unknown as Client,
  '@prometheus-io/client 0.16.1': { Registry, Counter, Histogram },
};

function candidates(work: (client: Client) => () => unknown): Candidate[] {
  return Object.entries(CLIENTS).map(([name, client]) => ({ name, run: work(client) }));
}

function filledRegistry({ Registry: OwnRegistry, Histogram: OwnHistogram }: Client) {
  const registry = new OwnRegistry();
  const histogram = new OwnHistogram({
    name: 'http_request_duration_seconds',
    help: 'Latency.',
    labelNames: ['route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  for (let index = 0; index < LABEL_SETS; index += 1)
    histogram.observe({ route: `/r/${index}`, status: '200' }, 0.1);
  return { registry, histogram };
}

/** Is the maintained successor of prom-client, which an npm alias puts in its place, any slower? */
export async function benchRegistry(): Promise<void> {
  await compare(
    'counter.inc with two labels, 100 000 times',
    candidates((client) => {
      const counter = new client.Counter({
        name: 'c_total',
        help: 'C.',
        labelNames: ['route', 'status'],
        registers: [new client.Registry()],
      });
      return () => {
        for (let index = 0; index < 100_000; index += 1)
          counter.inc({ route: `/r/${index % 100}`, status: '200' });
      };
    }),
  );
  await compare(
    'histogram.observe with two labels, 100 000 times',
    candidates((client) => {
      const { histogram } = filledRegistry(client);
      return () => {
        for (let index = 0; index < 100_000; index += 1)
          histogram.observe({ route: `/r/${index % 100}`, status: '200' }, 0.1);
      };
    }),
  );
  await compare(
    `registry.metrics() of ${LABEL_SETS} histogram label sets`,
    candidates((client) => {
      const { registry } = filledRegistry(client);
      return () => registry.metrics();
    }),
  );
}
