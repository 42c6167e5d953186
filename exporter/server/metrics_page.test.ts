import Fastify from 'fastify';
import { Gauge, Histogram, Summary } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { MetricRegistry } from '../../metrics/registry.ts';
import { SelfMetrics } from '../self_metrics.ts';
import { capturedLog } from '../testing.ts';
import type { Phase } from './health_routes.ts';
import { prefersHtml } from './metrics_page.ts';
import { metricsRoute } from './metrics_route.ts';
import { ask } from './testing.ts';

const CHROMIUM =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7';
const PROMETHEUS =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.1';

async function served(phase: Phase = 'ready') {
  const registry = new MetricRegistry();
  const self = new SelfMetrics(registry, { version: '1', node_version: '24' });
  const { log, captured } = capturedLog();
  const server = Fastify();
  metricsRoute(server, { registry: registry.registry, self, log, phase: () => phase, refresh() {} });
  onTestFinished(() => server.close());
  return { registry, log: captured, url: await server.listen({ port: 0 }) };
}

test.each<[string | undefined, boolean]>([
  [CHROMIUM, true],
  ['text/html', true],
  ['application/xhtml+xml', true],
  ['text/html, */*', true],
  ['text/html;q=0.2, */*;q=0.1', true],
  [PROMETHEUS, false],
  [undefined, false],
  ['', false],
  ['*/*', false],
  ['text/*', false],
  ['text/html;q=0', false],
  ['text/html;q=0.5, */*', false],
  ['text/html, text/plain', false],
  ['text/html;q=0.5, application/openmetrics-text;q=0.6', false],
])('whether %j is a person with a browser: %s', (accept, expected) => {
  expect(prefersHtml(accept)).toBe(expected);
});

test('a browser gets a page that leads to what Prometheus reads', async () => {
  const { url } = await served();
  const { status, headers, body } = await ask(`${url}/metrics`, { headers: { accept: CHROMIUM } });
  const raw = await ask(`${url}/metrics?format=text`, { headers: { accept: CHROMIUM } });

  expect([status, headers['content-type'], headers.vary]).toEqual([
    200,
    'text/html; charset=utf-8',
    'Accept, Accept-Encoding',
  ]);
  expect(headers['content-security-policy']).toContain("script-src 'self'");
  expect(body).toContain('<a href="/metrics?format=text">The page as Prometheus reads it</a>');
  expect(raw.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(raw.body).toContain('# TYPE goldwatch_build_info gauge\n');
});

test('while the exporter catches up, a browser is told so', async () => {
  const { url } = await served('catching up');
  const { status, body } = await ask(`${url}/metrics`, { headers: { accept: CHROMIUM } });

  expect(status).toBe(200);
  expect(body).toContain(
    '<p data-tone="unknown">The exporter is catching up with what happened while it was down: numbers of series are not complete yet, and Prometheus gets none.</p>',
  );
  expect((await ask(`${url}/v1/metrics/families`)).body).toMatchObject({ phase: 'catching up' });
});

test('there is a family for each that pages have, whoever counts it', async () => {
  const { registry, log, url } = await served();
  const registers = [registry.registry];
  const scope = registry.scope();
  const jobs = scope.counter({ name: 'jobs_total', type: 'counter', help: 'Jobs.', labels: ['queue'] });
  jobs.labels({ queue: 'a' }).inc();
  jobs.labels({ queue: 'b' }).inc();
  const wait = { name: 'wait_seconds', type: 'histogram', help: 'Wait.', labels: [] } as const;
  scope
    .histogram({ ...wait, buckets: [1, 2] })
    .labels({})
    .observe(1);
  new Histogram({ name: 'own_seconds', help: 'Own.', labelNames: ['x'], buckets: [1], registers })
    .labels('y')
    .observe(1);
  new Summary({ name: 'own_summary', help: 'Own.', percentiles: [0.5], registers }).observe(1);
  const collect = () => {
    throw new Error('Out of order.');
  };
  new Gauge({ name: 'broken', help: 'x', registers, collect });
  const { body } = await ask(`${url}/v1/metrics/families`);
  const { families } = body as { families: readonly { name: string }[] };

  expect(families.map(({ name }) => name)).toEqual(families.map(({ name }) => name).toSorted());
  expect(families.filter(({ name }) => /^(?:jobs|wait|own|broken)/.test(name))).toEqual([
    { name: 'jobs_total', type: 'counter', help: 'Jobs.', series: 2, labels: ['queue'] },
    { name: 'own_seconds', type: 'histogram', help: 'Own.', series: 4, labels: ['x'] },
    { name: 'own_summary', type: 'summary', help: 'Own.', series: 3, labels: [] },
    { name: 'wait_seconds', type: 'histogram', help: 'Wait.', series: 5, labels: [] },
  ]);
  expect(log.messages()).toEqual(['The collection of a metric failed; it is missing from this scrape.']);
});

test('the series of all families together are the lines of the page', async () => {
  const { registry, url } = await served();
  const scope = registry.scope();
  const jobs = scope.histogram({ name: 'jobs_seconds', type: 'histogram', help: 'Jobs.', labels: ['queue'] });
  for (const queue of ['a', 'b', 'c']) jobs.labels({ queue }).observe(0.1);
  const { body } = await ask(`${url}/metrics`);
  const families = (await ask(`${url}/v1/metrics/families`)).body as {
    families: readonly { series: number; name: string }[];
  };
  const lines = String(body)
    .split('\n')
    .filter((line) => /^jobs_seconds/.test(line));

  expect(families.families.find(({ name }) => name === 'jobs_seconds')?.series).toBe(lines.length);
});
