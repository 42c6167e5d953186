import { afterEach, expect, test, vi } from 'vitest';
import { MetricRegistry } from '../metrics/registry.ts';
import { FILL, JOBS, shown } from '../metrics/testing/series.ts';
import { startExpiry } from './expiry.ts';
import { SelfMetrics } from './self_metrics.ts';

afterEach(() => vi.useRealTimers());

const MINUTE = 60_000;

test('label sets that nothing writes go when their time is over, and are counted; a reload changes the time', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  const registry = new MetricRegistry();
  const scope = registry.scope();
  scope.gauge(FILL).labels({ disk: 'sda' }).set(1);
  scope.counter(JOBS).labels({ queue: 'mail' }).inc();
  let expireAfter: { gauges?: number; counters?: number } = { gauges: 5 * MINUTE };
  const stop = startExpiry(registry, () => expireAfter);

  vi.advanceTimersByTime(4 * MINUTE);
  expect((await shown(registry.registry)).map((line) => line.split('{')[0])).toEqual([
    'fill_ratio',
    'jobs_total',
  ]);
  vi.advanceTimersByTime(2 * MINUTE);
  expect((await shown(registry.registry)).map((line) => line.split('{')[0])).toEqual(['jobs_total']);
  expireAfter = { counters: MINUTE };
  vi.advanceTimersByTime(2 * MINUTE);
  expect(await shown(registry.registry)).toEqual([]);

  const self = new SelfMetrics(registry, { version: '1', node_version: '24' });
  for (let scrape = 0; scrape < 2; scrape += 1) self.refresh();
  const counted = (await shown(registry.registry)).filter((line) => line.includes('expired'));
  expect(counted).toEqual([
    'goldwatch_series_expired_total{metric="fill_ratio"} 1',
    'goldwatch_series_expired_total{metric="jobs_total"} 1',
  ]);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});
