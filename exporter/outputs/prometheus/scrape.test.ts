import { Counter, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { scrape } from './scrape.ts';

const REQUESTS = { name: 'x_total', type: 'counter', help: 'X.', labels: ['a'] } as const;

async function scraped(registry: Registry, accept?: string) {
  const failed: string[] = [];
  const page = await scrape(registry, accept, (metric, error) => failed.push(`${metric}: ${error}`));
  return { ...page, failed };
}

test('text unless OpenMetrics is asked for', async () => {
  const registry = new MetricRegistry();
  registry.scope().counter(REQUESTS).labels({ a: 'b' }).inc(2);

  expect(await scraped(registry.registry)).toEqual({
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    body: '# HELP x_total X.\n# TYPE x_total counter\nx_total{a="b"} 2\n',
    failed: [],
  });
  expect(await scraped(registry.registry, 'application/openmetrics-text')).toEqual({
    contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    body: '# HELP x X.\n# TYPE x counter\nx_total{a="b"} 2\n# EOF\n',
    failed: [],
  });
});

test('the metrics that an application has anyway join in', async () => {
  const own = new Registry();
  new Counter({ name: 'own_total', help: 'Own.', registers: [own] }).inc();
  new MetricRegistry({ registry: own }).scope().counter(REQUESTS).labels({ a: 'b' }).inc();

  const { body } = await scraped(own);

  expect(body).toContain('own_total 1\n');
  expect(body).toContain('x_total{a="b"} 1\n');
});

test('an empty registry is an empty page', async () => {
  expect((await scraped(new Registry())).body).toBe('');
  expect((await scraped(new Registry(), 'application/openmetrics-text')).body).toBe('# EOF\n');
});

test('whoever is told of a metric that cannot be collected learns its name and why', async () => {
  const registry = new Registry();
  const collect = () => {
    throw new Error('Out of order.');
  };
  new Counter({ name: 'broken_total', help: 'X.', registers: [registry], collect });

  expect(await scraped(registry)).toMatchObject({ body: '', failed: ['broken_total: Error: Out of order.'] });
});
