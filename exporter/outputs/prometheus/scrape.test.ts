import { Counter, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { Exposition } from '../../../metrics/exposition/exposition.ts';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { scrape } from './scrape.ts';

const REQUESTS = { name: 'x_total', type: 'counter', help: 'X.', labels: ['a'] } as const;

async function scraped(registry: Registry, accept?: string) {
  const failed: string[] = [];
  const exposition = new Exposition(registry, (metric, error) => failed.push(`${metric}: ${error}`));
  const { page, contentType } = await scrape(exposition, accept === undefined ? {} : { accept });
  const body = Buffer.concat(page.chunks).toString();
  page.release();
  return { contentType, body, failed };
}

test('text unless OpenMetrics is asked for', async () => {
  const registry = new MetricRegistry();
  registry.scope().counter(REQUESTS).labels({ a: 'b' }).inc(2);

  expect(await scraped(registry.registry)).toEqual({
    contentType: 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
    body: '# HELP x_total X.\n# TYPE x_total counter\nx_total{a="b"} 2\n',
    failed: [],
  });
  const { contentType, body } = await scraped(registry.registry, 'application/openmetrics-text');
  expect(contentType).toMatch(/^application\/openmetrics-text; version=/);
  expect(body).toMatch(/^# HELP x X\.\n# TYPE x counter\nx_total\{a="b"\} 2(?: .*)?\n(?:.*\n)?# EOF\n$/);
});

test('protobuf where it is asked for', async () => {
  const registry = new MetricRegistry();
  registry.scope().counter(REQUESTS).labels({ a: 'b' }).inc(2);

  const { contentType, body } = await scraped(
    registry.registry,
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
  );

  expect(contentType).toMatch(/^application\/vnd\.google\.protobuf;/);
  expect(body).toContain('x_total');
});

test('two readers who share a rendering are each told the version that they asked for', async () => {
  const exposition = new Exposition(new Registry(), () => {});
  const accepted = ['text/plain;version=0.0.4', 'text/plain;version=1.0.0'];

  const scrapes = await Promise.all(accepted.map((accept) => scrape(exposition, { accept })));

  for (const { page } of scrapes) page.release();
  expect(scrapes.map(({ contentType }) => contentType)).toEqual([
    'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
    'text/plain; version=1.0.0; charset=utf-8; escaping=underscores',
  ]);
});

test('the encoding is what Accept-Encoding asks for', async () => {
  const exposition = new Exposition(new Registry(), () => {});
  const encodingFor = async (header: string) => {
    const { page, encoding } = await scrape(exposition, { 'accept-encoding': header });
    page.release();
    return encoding;
  };

  expect(await encodingFor('gzip')).toBe('gzip');
  expect(await encodingFor('gzip, zstd')).toBe('zstd');
  expect(await encodingFor('br')).toBe('identity');
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
