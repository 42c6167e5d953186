import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { MetricRegistry } from '../registry.ts';
import { FILL, JOBS, shown } from '../testing/series.ts';
import { collectFamilies } from './collect.ts';
import { renderOpenMetrics } from './open_metrics.ts';
import { renderText } from './text.ts';

async function collect(registry: Registry) {
  const failures: [metric: string, error: unknown][] = [];
  const families = await collectFamilies(registry, (...failure) => failures.push(failure));
  return { families, failures };
}

test('metrics of prom-client and of goldwatch come sorted by name', async () => {
  const registry = new Registry();
  new Gauge({ name: 'zebra', help: 'Z.', registers: [registry] });
  const scope = new MetricRegistry({ registry }).scope();
  scope.counter(JOBS);
  scope.gauge(FILL);
  new Gauge({ name: 'Alpha', help: 'A.', registers: [registry] });
  const { families } = await collect(registry);
  expect(families.map(({ name }) => name)).toEqual(['Alpha', 'fill_ratio', 'jobs_total', 'zebra']);
});

test('a metric that collects when it is asked is waited for', async () => {
  const registry = new Registry();
  new Gauge({
    name: 'slow',
    help: 'S.',
    registers: [registry],
    async collect() {
      await Promise.resolve();
      this.set(7);
    },
  });
  expect(await shown(registry)).toEqual(['slow 7']);
});

test.each([false, true])(
  'one metric whose collection throws or rejects is left out and named, and no other (default labels: %s)',
  async (withDefaults) => {
    const registry = new Registry();
    if (withDefaults) registry.setDefaultLabels({ region: 'eu' });
    const thrown = new Error('thrown');
    const gauge = (name: string, fail?: () => void) =>
      new Gauge({ name, help: 'G.', registers: [registry], ...(fail && { collect: fail }) });
    gauge('a_fine').set(1);
    gauge('b_throws', () => {
      throw thrown;
    });
    gauge('c_fine').set(1);
    gauge('d_rejects', () => Promise.reject(thrown));
    const { families, failures } = await collect(registry);
    expect(families.map(({ name }) => name)).toEqual(['a_fine', 'c_fine']);
    expect(failures).toEqual([
      ['b_throws', thrown],
      ['d_rejects', thrown],
    ]);
  },
);

test("the registry's default labels are added to all series, where they have none of that name", async () => {
  const registry = new Registry();
  registry.setDefaultLabels({ region: 'eu', queue: 'default' });
  new Counter({ name: 'orders_total', help: 'O.', registers: [registry] }).inc();
  new Histogram({ name: 'size', help: 'S.', buckets: [1], registers: [registry] }).observe(2);
  new MetricRegistry({ registry }).scope().counter(JOBS).labels({ queue: 'mail' }).inc();
  expect(await shown(registry)).toEqual([
    'jobs_total{queue="mail",region="eu"} 1',
    'orders_total{region="eu",queue="default"} 1',
    'size_bucket{le="1",region="eu",queue="default"} 0',
    'size_bucket{le="+Inf",region="eu",queue="default"} 1',
    'size_sum{region="eu",queue="default"} 2',
    'size_count{region="eu",queue="default"} 1',
  ]);
});

test('a scrape as OpenMetrics changes nothing for a later one as text, nor for prom-client', async () => {
  const registry = new Registry();
  new Counter({ name: 'orders_total', help: 'O.', registers: [registry] }).inc();
  new MetricRegistry({ registry }).scope().counter(JOBS).labels({ queue: 'mail' }).inc();
  const [text, theirs] = [renderText((await collect(registry)).families), await registry.metrics()];
  const openMetrics = renderOpenMetrics((await collect(registry)).families);
  expect(openMetrics).toContain('# TYPE orders counter\norders_total 1\n');
  expect(openMetrics).toContain('# TYPE jobs counter\njobs_total{queue="mail"} 1\n');
  expect(renderText((await collect(registry)).families)).toBe(text);
  expect(await registry.metrics()).toBe(theirs);
});
