import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  HTTP_REQUEST_DURATION_SECONDS,
  HTTP_REQUESTS_TOTAL,
  type MetricDeclaration,
} from '../../conventions/metrics.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { capturedLog } from '../testing.ts';
import { Objectives } from './objectives.ts';
import type { CounterSelection, ObjectiveEvents, WatchedObjective } from './status_settings.ts';
import { Producer, testTime } from './testing.ts';

const ORDERS = {
  name: 'orders_total',
  type: 'counter',
  help: 'Orders.',
  labels: ['service', 'outcome'],
} as const satisfies MetricDeclaration;

const watched = (events: ObjectiveEvents, more: Partial<WatchedObjective> = {}): WatchedObjective => ({
  objective: 'promise',
  service: 'shop',
  target: 0.9,
  budget: 0.1,
  window: '30d',
  events,
  ...more,
});

const AVAILABILITY = watched({ kind: 'requests' });

const orders = (outcome?: string): CounterSelection => ({
  metric: 'orders_total',
  matchers: [
    { label: 'service', matches: (value) => value === 'shop' },
    ...(outcome === undefined ? [] : [{ label: 'outcome', matches: (value: string) => value === outcome }]),
  ],
});

/** Objectives of a registry, by a clock that stands still. */
async function under(objectives: readonly WatchedObjective[], { directory = '' } = {}) {
  const time = testTime();
  const registry = new MetricRegistry({ buckets: [0.1, 0.5, 1] });
  const state = { isReady: true };
  const stateDirectory = directory === '' ? await temporaryDirectory() : directory;
  const { log, captured } = capturedLog();
  const start = async (own = registry) => {
    const isReady = () => state.isReady;
    const account = new Objectives({ registry: own, log, clock: time, stateDirectory, isReady });
    await account.start(objectives);
    onTestFinished(() => account.stop());
    return account;
  };
  const account = await start();
  const ticks = async (count = 1, one = account) => {
    for (let tick = 0; tick < count; tick += 1) {
      time.pass(5_000);
      await one.tick();
    }
  };
  /** What is left of each budget, or why that is not known. */
  const left = (one = account) => one.views().map(({ remaining, why }) => remaining ?? why);
  return { time, registry, state, stateDirectory, captured, account, start, ticks, left };
}

describe('the exporter’s own account of objectives', () => {
  test('counts answers 5xx of the service, from the first look on', async () => {
    const { registry, ticks, left } = await under([AVAILABILITY]);
    const source = new Producer(registry);
    source.request('shop', '/a', { status: 500, times: 1000 });
    await ticks();
    expect(left()).toEqual([1]);

    source.request('shop', '/a', { status: 200, times: 195 });
    source.request('shop', '/a', { status: 503, times: 4 });
    // A series that nobody has seen before counts from its first request on.
    source.request('shop', '/b', { status: 599, times: 1 });
    source.request('other', '/b', { status: 500, times: 50 });
    await ticks();

    // 5 of 200, where 20 may fail.
    expect(left()).toEqual([0.75]);
  });

  test('counts requests beyond the bound, by the bucket that ends there', async () => {
    const { registry, ticks, left } = await under([watched({ kind: 'latency', seconds: 0.5 })]);
    const source = new Producer(registry);
    source.request('shop', '/a');
    await ticks();
    source.request('shop', '/a', { seconds: 0.5, times: 95 });
    source.request('shop', '/a', { seconds: 0.50001, times: 5, status: 500 });
    await ticks();

    expect(left()).toEqual([0.5]);
  });

  test('says that a bound of a reload has no bucket yet', async () => {
    const { registry, ticks, left } = await under([watched({ kind: 'latency', seconds: 0.3 })]);
    new Producer(registry).request('shop', '/a');
    await ticks(2);

    expect(left()).toEqual([
      'No latency bucket ends at 0.3 s yet: there is one from the next start of the exporter on.',
    ]);
  });

  test('counts two counters, whichever of good and bad is counted; what is missing is not good', async () => {
    const { registry, ticks, left } = await under([
      watched({ kind: 'counters', total: orders(), other: 'good', counter: orders('shipped') }),
      watched(
        { kind: 'counters', total: orders(), other: 'bad', counter: orders('lost') },
        { objective: 'b' },
      ),
      watched(
        { kind: 'counters', total: orders(), other: 'good', counter: orders('none') },
        { objective: 'c' },
      ),
    ]);
    const scope = registry.scope();
    const counted = (service: string, outcome: string) => scope.counter(ORDERS).labels({ service, outcome });
    counted('shop', 'shipped').inc(100);
    await ticks();
    counted('shop', 'shipped').inc(94);
    counted('shop', 'lost').inc(2);
    counted('shop', 'stolen').inc(4);
    counted('other', 'lost').inc(1000);
    await ticks();

    expect(left()).toEqual([0.4, 0.8, -9]);
  });

  test('counts a histogram by its count and its buckets', async () => {
    const of = (metric: string, le?: string): CounterSelection => ({
      metric,
      matchers: [
        { label: 'service', matches: (value) => value === 'shop' },
        ...(le === undefined ? [] : [{ label: 'le', matches: (value: string) => value === le }]),
      ],
    });
    const total = of('http_request_duration_seconds_count');
    const good = of('http_request_duration_seconds_bucket', '1');
    const { registry, ticks, left } = await under([
      watched({ kind: 'counters', total, other: 'good', counter: good }),
    ]);
    const source = new Producer(registry);
    source.request('shop', '/a');
    await ticks();
    source.request('shop', '/a', { seconds: 0.7, times: 19 });
    source.request('shop', '/a', { seconds: 1.5, times: 1 });
    await ticks();

    expect(left()).toEqual([0.5]);
  });

  test('counts what a scraped service counts', async () => {
    const { registry, ticks, left } = await under([
      watched({ kind: 'counters', total: orders(), other: 'bad', counter: orders('lost') }),
    ]);
    const share = registry.scope().guests({ areShown: true });
    const page = (shipped: number, lost: number) => {
      const values = [
        { labels: { service: 'shop', outcome: 'shipped' }, value: shipped },
        { labels: { service: 'shop', outcome: 'lost' }, value: lost },
      ];
      share.replace([{ name: 'orders_total', help: '', type: 'counter', values }]);
    };
    page(1000, 1000);
    await ticks();
    page(1090, 1005);
    await ticks();
    // It has started anew.
    page(5, 0);
    await ticks();

    expect(left()).toEqual([0.5]);
  });

  test('counts a histogram of a scraped service in full where it is new, its buckets as its count', async () => {
    const of = (metric: string, le?: string): CounterSelection => ({
      metric,
      matchers: le === undefined ? [] : [{ label: 'le', matches: (value) => value === le }],
    });
    const [total, good] = [of('answer_seconds_count'), of('answer_seconds_bucket', '0.5')];
    const { registry, ticks, left, time } = await under([
      watched({ kind: 'counters', total, other: 'good', counter: good }),
    ]);
    const share = registry.scope().guests({ areShown: true });
    const histogram = (route: string, within: number, all: number, more: { firstSeen?: number } = {}) => {
      const labels = { service: 'shop', route };
      const bucket = (le: string, value: number) => ({
        metricName: 'answer_seconds_bucket',
        labels: { ...labels, le },
        value,
      });
      return [
        bucket('0.5', within),
        bucket('+Inf', all),
        { metricName: 'answer_seconds_sum', labels, value: all },
        { metricName: 'answer_seconds_count', labels, value: all, ...more },
      ];
    };
    const page = (...series: ReturnType<typeof histogram>[]) =>
      share.replace([{ name: 'answer_seconds', help: '', type: 'histogram', values: series.flat() }]);
    page(histogram('/old', 1000, 5000));
    await ticks();
    time.pass(1);
    page(histogram('/old', 1050, 5050), histogram('/new', 49, 50, { firstSeen: time.now() }));
    await ticks();

    // One of a hundred was slow.
    expect(left()).toEqual([0.9]);
  });

  test('counts seconds with too little traffic, once it has seen five minutes of it', async () => {
    const { registry, ticks, left, account } = await under([watched({ kind: 'traffic', atLeast: 1 })]);
    const source = new Producer(registry);
    const minutes = async (count: number, requests: number) => {
      for (let step = 0; step < count * 12; step += 1) {
        source.request('shop', '/a', { times: requests });
        await ticks();
      }
    };
    await minutes(5, 10);
    expect(left()).toEqual([
      'Traffic is judged over five minutes, for which the exporter has not yet been ready.',
    ]);
    await minutes(14, 10);
    expect(left()).toEqual([1]);
    // Nothing comes any more: after half of the five minutes there is less than one request a second.
    await ticks(60);

    const [view] = account.views();
    // About 150 of 1140 seconds, where a tenth may be bad.
    expect(view?.remaining).toBeCloseTo(1 - 150 / 1140 / 0.1, 1);
  });

  test('does not count anew what a source goes on from, nor what is left where one of two ends', async () => {
    const { registry, ticks, left, time } = await under([AVAILABILITY]);
    const [one, other] = [new Producer(registry), new Producer(registry)];
    one.request('shop', '/a', { times: 500 });
    other.request('shop', '/a', { status: 500, times: 500 });
    other.request('shop', '/a', { times: 500 });
    await ticks();
    one.request('shop', '/a', { times: 90 });
    other.request('shop', '/a', { status: 500, times: 5 });
    await ticks();
    one.end();
    await ticks();
    expect(left()).toEqual([1 - 5 / 95 / 0.1].map((value) => Number(value.toFixed(8))));

    // As a source that was reloaded does: five more came meanwhile.
    const scope = registry.scope();
    const again = scope.counter({
      name: 'http_requests_total',
      type: 'counter',
      help: 'HTTP requests answered.',
      labels: ['service', 'method', 'route', 'status'],
    });
    const series = again.labels({ service: 'shop', method: 'GET', route: '/a', status: '200' });
    series.inc(595);
    again.family.store.beganAt(series, time.now() - 3_600_000);
    await ticks();

    expect(left()).toEqual([0.5]);
  });

  test('counts nothing of what happened while sources caught up', async () => {
    const { registry, state, ticks, left } = await under([AVAILABILITY]);
    const source = new Producer(registry);
    source.request('shop', '/a', { times: 10 });
    await ticks();
    state.isReady = false;
    await ticks(2);
    const late = new Producer(registry);
    late.request('shop', '/late', { status: 500, times: 1000 });
    state.isReady = true;
    await ticks();
    late.request('shop', '/late', { status: 500, times: 1 });
    late.request('shop', '/late', { times: 99 });
    await ticks(2);

    expect(left()).toEqual([0.9]);
  });

  test('counts nothing of what came to other sources while one caught up late', async () => {
    const { registry, state, ticks, left, account } = await under([
      AVAILABILITY,
      watched({ kind: 'latency', seconds: 0.5 }, { objective: 'fast' }),
    ]);
    const source = new Producer(registry);
    source.request('shop', '/a', { times: 10 });
    await ticks();
    source.request('shop', '/a', { times: 99 });
    source.request('shop', '/a', { times: 1, seconds: 0.7, status: 500 });
    await ticks();
    state.isReady = false;
    source.request('shop', '/a', { times: 1000, seconds: 0.7, status: 500 });
    await ticks(12);
    state.isReady = true;
    await ticks(2);

    expect(left()).toEqual([0.9, 0.9]);
    expect(account.views()).toMatchObject([{ uncounted: 70_000 }, { uncounted: 70_000 }]);
  });

  test('says that the buckets of a scraped service do not have the bound', async () => {
    const { registry, ticks, left } = await under([watched({ kind: 'latency', seconds: 0.5 })]);
    new Producer(registry).request('other', '/');
    const labels = { service: 'shop', method: 'GET', route: '/', status: '200' };
    const durations = registry.scope().histogramBy([0.3, 3], HTTP_REQUEST_DURATION_SECONDS).labels(labels);
    await ticks();
    durations.observe(0.2, undefined, 10);
    await ticks();

    expect(left()).toEqual([
      'No latency bucket of shop ends at 0.5 s: goldwatch has one from its next start on, a scraped service has those that it chose.',
    ]);
  });

  test('says that latencies are missing where only requests are counted', async () => {
    const { registry, ticks, left } = await under([watched({ kind: 'latency', seconds: 0.5 })]);
    const labels = { service: 'shop', method: 'GET', route: '/', status: '200' };
    registry.scope().counter(HTTP_REQUESTS_TOTAL).labels(labels).inc(10);
    await ticks(2);

    expect(left()).toEqual(['No latency of shop has been counted yet.']);
  });

  test('says why it knows nothing', async () => {
    const why = 'Not known without Prometheus: it reads the source itself.';
    const { ticks, left } = await under([
      AVAILABILITY,
      watched({ kind: 'counters', total: orders(), other: 'bad', counter: orders('lost') }),
      watched({ kind: 'unknown', why }),
    ]);
    expect(left().slice(0, 1)).toEqual([
      'Nothing has been counted yet, since the exporter has just started.',
    ]);
    await ticks(2);

    expect(left()).toEqual([
      'No request of shop has been counted yet.',
      'The exporter has no series of orders_total that this objective selects.',
      why,
    ]);
  });

  test('goes on after a restart, and says that it counts since before', async () => {
    const { registry, time, account, start, ticks, left } = await under([AVAILABILITY]);
    const began = time.now();
    const source = new Producer(registry);
    source.request('shop', '/a');
    await ticks();
    source.request('shop', '/a', { times: 95 });
    source.request('shop', '/a', { times: 5, status: 500 });
    await ticks();
    await account.stop();
    time.pass(3_600_000);
    const registryOfThen = new MetricRegistry();
    const next = await start(registryOfThen);
    new Producer(registryOfThen).request('shop', '/a', { times: 1000, status: 500 });
    await ticks(1, next);

    expect(left(next)).toEqual([0.5]);
    expect(next.views()).toMatchObject([{ knownBy: 'exporter', since: began, burnRate: 0 }]);
  });

  test('sets aside a file that cannot be used, and says so', async () => {
    const first = await under([AVAILABILITY]);
    await first.account.stop();
    const file = join(first.stateDirectory, 'status', 'objectives.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      version: 1,
      accounts: [{ service: 'shop' }],
    });
    await writeFile(file, '{"version":');

    const second = await under([AVAILABILITY], { directory: first.stateDirectory });

    expect(second.captured.messages('error')).toEqual([
      `The state file ${file} is damaged or of another version; it was set aside as ${file}.damaged.` +
        " The exporter's own account of objectives begins anew; that of Prometheus stays.",
    ]);
  });

  test('keeps what was counted of an objective over a reload, and forgets those that are gone', async () => {
    const other = watched({ kind: 'requests' }, { objective: 'other' });
    const { registry, ticks, left, account } = await under([AVAILABILITY, other]);
    const source = new Producer(registry);
    source.request('shop', '/a');
    await ticks();
    source.request('shop', '/a', { times: 19 });
    source.request('shop', '/a', { times: 1, status: 500 });
    await ticks();

    account.apply([{ ...AVAILABILITY, target: 0.8, budget: 0.2 }]);

    expect(left()).toEqual([0.75]);
    expect(account.views()).toMatchObject([{ objective: 'promise', target: 0.8 }]);
  });

  test('keeps a bounded number of accounts, and says which are not', async () => {
    const many = Array.from({ length: 202 }, (_, index) =>
      watched({ kind: 'requests' }, { service: `s${index}` }),
    );
    const { left } = await under(many);

    expect(left().slice(200)).toEqual(
      Array(2).fill(
        'The exporter keeps accounts of 200 objectives at most. Set exporter.prometheus, which knows all.',
      ),
    );
  });
});
