import { describe, expect, test } from 'vitest';
import { HTTP_REQUEST_DURATION_SECONDS, SATURATION_RATIO } from '../../conventions/metrics.ts';
import type { LiveSignals } from './live_signals.ts';
import { Producer, signalsUnderTest } from './testing.ts';

const trafficOf = (live: LiveSignals) =>
  Object.fromEntries(live.services.map(({ service, traffic }) => [service, traffic]));

describe('services', () => {
  test('one that is new counts from zero, one that was there before goldwatch looked only from then on', async () => {
    const { registry, live, ticks } = signalsUnderTest();
    const source = new Producer(registry);
    source.request('old', '/', { times: 1_000_000 });
    await ticks(2);
    expect(trafficOf(live)).toEqual({ old: 0 });
    source.request('new', '/', { times: 10 });
    await ticks();

    expect(trafficOf(live)).toEqual({ new: 1, old: 0 });
  });

  test('a rate is over the last minute, and over what is known of it where that is less', async () => {
    const { registry, live, ticks } = signalsUnderTest();
    const source = new Producer(registry);
    source.request('shop', '/');
    await ticks();
    source.request('shop', '/', { times: 600 });
    const traffic: unknown[] = [];
    for (let tick = 0; tick < 14; tick += 1) {
      await ticks();
      traffic.push(trafficOf(live).shop);
    }

    expect(traffic.slice(0, 3)).toEqual([120, 60, 40]);
    expect(traffic.slice(-3)).toEqual([10, 0, 0]);
  });

  test('there are fifty at most, those with most requests and goldwatch itself, and the others are counted', async () => {
    const { registry, live, ticks } = signalsUnderTest();
    const source = new Producer(registry);
    await ticks();
    source.request('goldwatch', '/metrics');
    for (let index = 1; index <= 60; index += 1) source.request(`service-${index}`, '/', { times: index });
    await ticks();
    const shown = live.services.map(({ service }) => service);

    expect(shown).toHaveLength(50);
    expect(shown.at(-1)).toBe('goldwatch');
    expect(shown).not.toContain('service-11');
    expect(shown).toContain('service-12');
    expect(live.servicesLeftOut).toBe(11);

    source.request('service-1', '/', { times: 1_000 });
    await ticks();

    expect(live.services.map(({ service }) => service)).toContain('service-1');
    expect(live.servicesLeftOut).toBe(11);
  });

  test('one whose producer has left is forgotten after a while', async () => {
    const { registry, live, ticks } = signalsUnderTest();
    const source = new Producer(registry);
    source.request('shop', '/');
    await ticks(3);
    source.end();
    await ticks(20);

    expect(live.services).toEqual([]);
    expect(live.history.view().services.shop?.traffic.slice(0, 3)).toEqual([null, 0, 0]);
  });

  test('while sources catch up, and for one step after, nothing is known rather than too much', async () => {
    const { registry, live, state, ticks } = signalsUnderTest();
    const source = new Producer(registry);
    source.request('shop', '/');
    await ticks(2);
    state.isComplete = false;
    source.request('shop', '/', { times: 1_000_000 });
    await ticks(2);
    state.isComplete = true;
    await ticks();
    source.request('shop', '/', { times: 10 });
    await ticks();

    expect(live.history.view().services.shop?.traffic).toEqual([null, 0, null, null, null, 2]);
  });
});

describe('latency', () => {
  test('comes from the classic buckets of all producers, whatever bounds each has', async () => {
    const { registry, live, ticks } = signalsUnderTest([0.1, 1]);
    const source = new Producer(registry);
    const labels = { service: 'shop', method: 'GET', route: '/', status: '200' };
    const others = registry.scope().histogramBy([0.5], HTTP_REQUEST_DURATION_SECONDS).labels(labels);
    await ticks();
    source.request('shop', '/', { seconds: 0.05, times: 10 });
    source.request('shop', '/', { seconds: 0.7, times: 10 });
    others.observe(0.3, undefined, 20);
    await ticks();

    // Up to 0.1 there are 10, up to 0.5 and 1 there are 20, and 40 in all.
    expect(live.services).toMatchObject([{ service: 'shop', traffic: 4, p50: 0.5, p95: 1 }]);
  });
});

describe('saturation', () => {
  test('is that of the fullest instance, also where a scraped page has it, and what is no number says nothing', async () => {
    const { registry, live, ticks } = signalsUnderTest();
    const sample = (resource: string, instance: string, value: number) => ({
      labels: { service: 'shop', resource, instance },
      value,
    });
    const values = [
      sample('cpu', 'a', 0.25),
      sample('cpu', 'b', 0.75),
      sample('disk', 'a', Number.NaN),
      sample('memory', 'a', 1 / 3),
    ];
    registry
      .scope()
      .guests()
      .replace([{ ...SATURATION_RATIO, values }]);
    await ticks(2);
    expect(live.services).toMatchObject([
      { service: 'shop', traffic: null, saturation: { cpu: 0.75, memory: 0.333333 } },
    ]);

    const own = registry.scope().gauge(SATURATION_RATIO);
    own.labels({ service: 'shop', resource: 'cpu' }).set(0.5);
    await ticks();

    expect(live.services[0]?.saturation).toEqual({ cpu: 0.5 });
    expect(live.history.point().services.shop?.saturation).toEqual({ cpu: [0.5], memory: [null] });
  });
});

describe('routes', () => {
  test('are of the last five minutes', async () => {
    const { registry, live, ticks } = signalsUnderTest();
    const source = new Producer(registry);
    await ticks();
    source.request('shop', '/early', { times: 30 });
    await ticks(30);
    source.request('shop', '/late', { times: 30, status: 500 });
    await ticks(24);
    const known = () =>
      [...live.routes()].map(({ route, traffic, errorRatio }) => [route, traffic, errorRatio]);
    expect(known()).toEqual([
      ['/early', 30 / 270, 0],
      ['/late', 30 / 270, 1],
    ]);

    await ticks(30);

    const [early, late] = known();
    expect(early).toEqual(['/early', 0, null]);
    expect(late?.[1]).toBeGreaterThan(30 / 301);
    source.end();
    await ticks(70);
    expect(known()).toEqual([]);
  });
});

test('a source that was started again goes on where it was, and what it counted meanwhile is there', async () => {
  const { registry, live, ticks } = signalsUnderTest();
  const source = new Producer(registry);
  await ticks();
  source.request('shop', '/', { times: 10 });
  await ticks(2);
  source.request('shop', '/', { times: 20 });
  source.restart();
  source.request('shop', '/', { times: 30 });
  await ticks();

  expect(trafficOf(live)).toEqual({ shop: 60 / 15 });
});
