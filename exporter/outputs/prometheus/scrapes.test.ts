import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Gauge } from 'prom-client';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { MetricDeclaration } from '../../../conventions/metrics.ts';
import type { MetricRegistry } from '../../../metrics/registry.ts';
import { sumOf } from '../../../tests/support/metrics.ts';
import { strictOpenMetrics } from '../../../tests/support/open_metrics.ts';
import { ask, get, onlyIn, PROMETHEUS_HEADERS, readOneByte, scrapesUnderTest } from './testing.ts';

const JOBS = {
  name: 'jobs_total',
  type: 'counter',
  help: 'Jobs.',
  labels: ['queue'],
} as const satisfies MetricDeclaration;

const IN_A_SECOND = { 'x-prometheus-scrape-timeout-seconds': '1' };

/** Makes the page larger than the buffers of two sockets, also when it is compressed. */
function fill(registry: MetricRegistry, queues = 4_000): void {
  const jobs = registry.scope().counter(JOBS);
  for (let queue = 0; queue < queues; queue += 1) {
    jobs.labels({ queue: `${queue}-${randomBytes(6_000).toString('base64')}` }).inc();
  }
}

/** A metric whose collection takes until the gate is opened. */
function gated(registry: MetricRegistry) {
  const gate = Promise.withResolvers<void>();
  onTestFinished(() => gate.resolve());
  const collect = () => gate.promise as unknown as undefined;
  new Gauge({ name: 'gated', help: 'Gated.', registers: [registry.registry], collect });
  return gate;
}

test('a scrape by Prometheus is answered as OpenMetrics; on the same machine it is not compressed', async () => {
  const { registry, url, renderer, answers } = await scrapesUnderTest();
  registry.scope().counter(JOBS).labels({ queue: 'mail' }).inc(3);

  const { status, headers, text } = await get(url, PROMETHEUS_HEADERS);
  await Promise.all(answers);

  expect(status).toBe(200);
  expect(headers['content-type']).toMatch(/^application\/openmetrics-text; version=1\.0\.0; charset=utf-8/);
  expect(headers['content-encoding']).toBeUndefined();
  expect(sumOf(text, 'jobs_total', { queue: 'mail' })).toBe(3);
  expect(await strictOpenMetrics(text)).toBe('accepted\n');
  expect([renderer.rendered, renderer.outstanding]).toEqual([1, 0]);
});

test('whatever the encoding, the page is the same', async () => {
  const { registry, url } = await scrapesUnderTest();
  fill(registry, 500);
  const jobs = async (encoding: string) =>
    (await get(url, { 'accept-encoding': onlyIn(encoding) })).text
      .split('\n')
      .filter((line) => line.includes('jobs_total'));
  const plain = await jobs('identity');

  expect(plain).toHaveLength(502);
  expect(await jobs('gzip')).toEqual(plain);
  expect(await jobs('zstd')).toEqual(plain);
});

test('ten scrapes at once get a whole page each', async () => {
  const { registry, url, renderer, answers } = await scrapesUnderTest();
  fill(registry, 500);
  const encodings = ['identity', onlyIn('gzip'), onlyIn('zstd'), 'gzip;q=0.5, identity;q=0.1', ''];

  const pages = await Promise.all(
    [...encodings, ...encodings].map((encoding) => get(url, { 'accept-encoding': encoding })),
  );
  await Promise.all(answers);

  for (const { status, text } of pages) {
    expect(status).toBe(200);
    expect(sumOf(text, 'jobs_total')).toBe(500);
  }
  expect([renderer.rendered, renderer.outstanding]).toEqual([10, 0]);
});

test.each(['identity', 'gzip', 'zstd'])(
  'a client that stops to read (%s) is cut off when its time is up, counted and logged',
  async (encoding) => {
    const { registry, url, renderer, log, responses, answers } = await scrapesUnderTest();
    fill(registry);
    const client = await readOneByte(url, { ...IN_A_SECOND, 'accept-encoding': onlyIn(encoding) });
    expect(renderer.outstanding).toBe(1);

    await Promise.all(answers);

    expect(renderer.outstanding).toBe(0);
    expect(responses[0]?.writableFinished).toBe(false);
    client.resume();
    await once(client, 'close');
    expect(log.lines).toMatchObject([
      {
        level: 40,
        client: '127.0.0.1',
        msg: 'A scrape was cut off: its page was not read within 1 s.',
      },
    ]);
    const { text } = await get(url);
    expect(sumOf(text, 'goldwatch_scrapes_cut_off_total', { reason: 'slow_reader' })).toBe(1);
    expect(sumOf(text, 'goldwatch_scrapes_cut_off_total', { reason: 'slow_rendering' })).toBe(0);
  },
);

test('a client that goes away in the middle of its page leaves nothing behind, and is nobody to complain of', async () => {
  const { registry, url, renderer, log, answers } = await scrapesUnderTest();
  fill(registry);
  for (const client of [
    await readOneByte(url),
    await readOneByte(url, { 'accept-encoding': onlyIn('gzip') }),
  ]) {
    client.resetAndDestroy();
  }
  await Promise.all(answers);

  expect([renderer.rendered, renderer.outstanding]).toEqual([2, 0]);
  expect(log.lines).toEqual([]);
  expect(sumOf((await get(url)).text, 'goldwatch_scrapes_cut_off_total')).toBe(0);
});

test('a client that goes away before its page is rendered leaves nothing behind', async () => {
  const { registry, url, renderer, state, log, answers } = await scrapesUnderTest();
  const gate = gated(registry);
  const client = ask(url);
  await vi.waitUntil(() => state.refreshed === 1, { timeout: 10_000 });
  client.resetAndDestroy();
  await Promise.all(answers);

  gate.resolve();
  await vi.waitUntil(() => renderer.rendered === 1, { timeout: 10_000 });
  await get(url);
  await Promise.all(answers);

  expect([renderer.rendered, renderer.outstanding]).toEqual([2, 0]);
  expect(log.lines).toEqual([]);
});

test('a page that is not rendered in time is answered in a sentence, counted, logged, and released when it comes', async () => {
  const { registry, url, renderer, log } = await scrapesUnderTest();
  const gate = gated(registry);
  const sentence =
    'No page was rendered within 1 s. A metric whose collection takes too long may be the cause: ' +
    'look for one that waits in its collect().';

  expect(await get(url, IN_A_SECOND)).toMatchObject({ status: 503, text: `${sentence}\n` });

  expect(log.lines).toMatchObject([{ level: 40, client: '127.0.0.1', msg: sentence }]);
  gate.resolve();
  await vi.waitUntil(() => renderer.rendered === 1, { timeout: 10_000 });
  const { text } = await get(url);
  expect(sumOf(text, 'goldwatch_scrapes_cut_off_total', { reason: 'slow_rendering' })).toBe(1);
  await vi.waitFor(() => expect(renderer.outstanding).toBe(0), 10_000);
});

test('more than sixteen scrapes at a time are refused and counted; when those have ended, there is room', async () => {
  const { registry, url, renderer, state, answers } = await scrapesUnderTest();
  const gate = gated(registry);
  const first = Array.from({ length: 16 }, () => get(url));
  await vi.waitUntil(() => state.refreshed === 16, { timeout: 10_000 });

  expect(await get(url)).toMatchObject({
    status: 503,
    text:
      '16 scrapes are being answered already, the most at a time. Let fewer programs scrape, or less often; ' +
      'where goldwatch_scrapes_cut_off_total grows, find out who reads too slowly.\n',
  });
  gate.resolve();

  expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(16).fill(200));
  await Promise.all(answers);
  const { status, text } = await get(url);
  expect([status, sumOf(text, 'goldwatch_scrapes_refused_total')]).toEqual([200, 1]);
  await Promise.all(answers);
  expect(renderer.outstanding).toBe(0);
});

test('a page of which the exporter has begun to take series away while it was rendered is not served', async () => {
  const { registry, url, renderer, state, answers } = await scrapesUnderTest();
  const gate = gated(registry);
  const answer = get(url);
  await vi.waitUntil(() => state.refreshed === 1, { timeout: 10_000 });
  state.unavailable = 'The exporter is stopping.\n';
  gate.resolve();

  expect(await answer).toMatchObject({ status: 503, text: 'The exporter is stopping.\n' });
  await Promise.all(answers);
  expect([renderer.rendered, renderer.outstanding]).toEqual([1, 0]);
});

test('how long the last scrape waited for its page is a metric', async () => {
  const { url } = await scrapesUnderTest();
  expect((await get(url)).text).not.toMatch(/^goldwatch_scrape_rendering_seconds /m);

  expect(sumOf((await get(url)).text, 'goldwatch_scrape_rendering_seconds')).toBeGreaterThan(0);
});
