import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { sumOf } from '../../tests/support/metrics.ts';
import { alert } from '../alerts/testing.ts';
import { UnknownHistoryError } from '../status/parts.ts';
import { NOON, Producer, statusUnderTest } from '../status/testing.ts';
import type { HistoryView, StatusView } from '../status/view.ts';
import { exporterUnderTest } from '../testing.ts';
import { statusRoutes } from './status_routes.ts';
import { ask, withToken } from './testing.ts';

/** Waits until a check holds; `vi.waitFor` would move the clock that stands still. */
async function wait(check: () => unknown): Promise<void> {
  for (let left = 500; ; left -= 1) {
    try {
      await check();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await pause(10);
    }
  }
}

/** A status that is served, by a clock that stands still. */
async function served(parts: Parameters<typeof statusUnderTest>[0] = {}) {
  const under = statusUnderTest(parts);
  const server = Fastify();
  statusRoutes(server, under.status);
  onTestFinished(() => server.close());
  return { ...under, url: await server.listen({ host: '127.0.0.1', port: 0 }) };
}

/** What a page that is open has been told. */
async function openPage(url: string) {
  const asked = get(`${url}/v1/status/stream`, { agent: false });
  asked.on('error', () => {});
  onTestFinished(() => {
    asked.destroy();
  });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const page = { response, head: '', statuses: [] as StatusView[], points: [] as HistoryView[] };
  let rest = '';
  response.setEncoding('utf8').on('data', (piece: string) => {
    const parts = (rest + piece).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const [, event, data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
      if (event === 'status') page.statuses.push(JSON.parse(data));
      else if (event === 'point') page.points.push(JSON.parse(data));
      else page.head += part;
    }
  });
  response.on('error', () => {});
  return page;
}

test('what is counted is in the status, in the history, among the routes, and with whoever has a page open', async () => {
  const { url, registry, ticks } = await served({ environment: () => 'production', ranges: () => ['6h'] });
  const source = new Producer(registry);
  await ticks();
  const page = await openPage(url);
  expect(page.response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });
  source.request('shop', '/users/:id', { seconds: 0.04, times: 45 });
  source.request('shop', '/users/:id', { seconds: 0.04, times: 15, status: 503 });
  await ticks(2);

  const signals = { traffic: 6, errorRatio: 0.25, p50: 0.05, p95: 0.095, p99: 0.099 };
  await wait(() => expect(page.statuses).toHaveLength(3));
  expect(page.head).toBe('retry: 2000');
  expect(page.points.map(({ from, services }) => [from, services.shop?.traffic])).toEqual([
    [NOON + 10_000, [12]],
    [NOON + 15_000, [6]],
  ]);
  expect((await ask(`${url}/v1/status`)).body).toEqual(page.statuses.at(-1));
  expect(page.statuses.at(-1)).toMatchObject({
    version: 1,
    now: NOON + 15_000,
    goldwatch: '1.2.3',
    environment: 'production',
    startedAt: NOON,
    phase: 'ready',
    services: [{ service: 'shop', ...signals, saturation: {}, readBy: 'exporter' }],
    servicesLeftOut: 0,
    ranges: ['1h', '6h'],
  });
  expect((await ask(`${url}/v1/status/history?range=1h`)).body).toEqual({
    version: 1,
    range: '1h',
    from: NOON + 5_000,
    step: 5_000,
    services: {
      shop: {
        traffic: [null, 12, 6],
        errorRatio: [null, 0.25, 0.25],
        p50: [null, 0.05, 0.05],
        p95: [null, 0.095, 0.095],
        p99: [null, 0.099, 0.099],
        saturation: {},
      },
    },
  });
  expect((await ask(`${url}/v1/status/routes`)).body).toEqual({
    version: 1,
    now: NOON + 15_000,
    total: 1,
    routes: [{ service: 'shop', method: 'GET', route: '/users/:id', ...signals }],
  });
});

test('where nothing has changed, a page gets the point of the history alone', async () => {
  const { url, ticks, registry } = await served();
  new Producer(registry).request('shop', '/');
  await ticks(20);
  const page = await openPage(url);
  await ticks(3);

  await wait(() => expect(page.points).toHaveLength(3));
  expect(page.points[2]?.services.shop).toMatchObject({ traffic: [0], errorRatio: [null], p95: [null] });
  // At its beginning, and at the first tick with a page to tell.
  expect(page.statuses).toHaveLength(2);
});

test('an alert reaches whoever has a page open without waiting for a tick, of a flood the newest state', async () => {
  const { url, book, status } = await served();
  status.start();
  const page = await openPage(url);
  await wait(() => expect(page.statuses).toHaveLength(1));
  for (let index = 0; index < 300; index += 1) book.receive([alert(`Alert${index}`)]);

  await wait(() => expect(page.statuses.at(-1)?.alerts.firing).toHaveLength(200));

  expect(page.statuses.at(-1)?.alertsLeftOut).toEqual({ firing: 100, recent: 0 });
  expect(page.statuses.length).toBeLessThan(5);
});

test('a page that does not read is cut off and counted, and the others go on', async () => {
  let told = 0;
  const { url, registry, ticks } = await served({ environment: () => `${told}`.repeat(300_000) });
  const [slow, other] = [await openPage(url), await openPage(url)];
  slow.response.pause();
  await wait(() => expect(other.statuses).toHaveLength(1));
  const cutOff = async () => {
    const page = await registry.registry.metrics();
    return sumOf(page, 'goldwatch_status_streams_ended_total', { reason: 'slow_reader' });
  };
  const tell = async () => {
    told = (told + 1) % 10;
    const before = other.statuses.length;
    await ticks();
    await wait(() => expect(other.statuses).toHaveLength(before + 1));
  };
  for (let times = 0; times < 60 && (await cutOff()) === 0; times += 1) await tell();

  expect(await cutOff()).toBe(1);
  await tell();
  expect(await cutOff()).toBe(1);
});

test('of five hundred pages and more, those that come last are told why they get nothing', async () => {
  const { url } = await served();
  const open = await Promise.all(Array.from({ length: 500 }, () => openPage(url)));

  const { status, headers, body } = await ask(`${url}/v1/status/stream`);

  expect([status, headers['retry-after'], body]).toEqual([
    503,
    '10',
    {
      error:
        '500 status pages are open already, the most at a time. Close some, or ask GET /v1/status now and then.',
    },
  ]);
  open[0]?.response.destroy();
  await wait(async () => expect((await openPage(url)).response.statusCode).toBe(200));
});

test('in the exporter, a stream outlives a reload, ends at once when the exporter does, and is no request of its own', async () => {
  const under = await exporterUnderTest();
  await under.exporter.ready;
  const page = await openPage(under.url);
  await under.exporter.reload();
  const notification = { version: '4', alerts: [alert('ApiDown')] };
  const headers = { 'content-type': 'application/json' };
  await ask(`${under.url}/v1/alerts`, { method: 'POST', headers, body: JSON.stringify(notification) });
  await wait(() => expect(page.statuses.at(-1)?.alerts.firing).toMatchObject([{ alertname: 'ApiDown' }]));
  const metrics = await under.page();
  expect(sumOf(metrics, 'goldwatch_status_streams', {})).toBe(1);
  const ended = once(page.response, 'close');

  const stopped = under.exporter.stop().then(() => 'stopped');

  // Requests under way have five seconds; a stream is none of them.
  expect(await Promise.race([stopped, pause(4_000, 'waits')])).toBe('stopped');
  await ended;
  expect(metrics).not.toContain('/v1/status/stream');
});

test('where a part of the status fails, the log says so once, and pages go on when it works again', async () => {
  let isBroken = false;
  const environment = () => {
    if (isBroken) throw new Error('No idea.');
    return 'production';
  };
  const { url, registry, ticks, log } = await served({ environment });
  const page = await openPage(url);
  isBroken = true;
  await ticks(3);
  isBroken = false;
  await ticks();

  await wait(() => expect(page.points).toHaveLength(4));
  await wait(() => expect(page.statuses).toHaveLength(2));
  expect(log.messages('error')).toEqual(['The status could not be read; the next reading tries again.']);
  const metrics = await registry.registry.metrics();
  expect(sumOf(metrics, 'goldwatch_status_readings_failed_total', {})).toBe(3);
});

test('what fails again later is logged again, also where nobody had a page open in between', async () => {
  const state = { isBroken: false };
  const environment = () => {
    if (state.isBroken) throw new Error('No idea.');
    return 'production';
  };
  const { url, ticks, log, registry } = await served({ environment });
  const pagesOpen = async () => sumOf(await registry.registry.metrics(), 'goldwatch_status_streams');
  const fail = async () => {
    state.isBroken = false;
    const page = await openPage(url);
    state.isBroken = true;
    await ticks();
    return page;
  };
  const page = await fail();
  page.response.destroy();
  await wait(async () => expect(await pagesOpen()).toBe(0));
  state.isBroken = false;
  await ticks();
  await fail();

  const said = 'The status could not be read; the next reading tries again.';
  expect(log.messages('error')).toEqual([said, said]);
});

test('who has no token learns nothing', async () => {
  const { url } = await withToken();
  const paths = ['status', 'status/history', 'status/routes', 'status/configuration', 'status/stream'];

  const answers = await Promise.all(paths.map((path) => ask(`${url}/v1/${path}`)));

  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 401));
});

test('what is asked for wrongly, or cannot be had, is answered with a sentence', async () => {
  const history = () => Promise.reject(new UnknownHistoryError('Prometheus does not answer.'));
  const { url } = await served({ ranges: () => ['6h', '24h'], history });
  const answers = [
    'history?range=2h',
    'history?range=6h',
    'routes?sort=worst',
    'routes?order=down',
    'routes?limit=0',
    'routes?limit=1001',
    'routes?limit=ten',
    `routes?search=${'a'.repeat(201)}`,
    'routes?sort=p95&sort=p99',
    'routes?colour=red',
  ].map(async (path) => {
    const { status, body } = await ask(`${url}/v1/status/${path}`);
    return `${status} ${(body as { error: string }).error}`;
  });

  expect(await Promise.all(answers)).toEqual([
    '400 range is one of 1h, 6h, 24h.',
    '503 Prometheus does not answer.',
    '400 sort is one of error_ratio, p95, p99, p50, traffic, service, route.',
    '400 order is one of desc, asc.',
    '400 limit is a whole number from 1 to 1000.',
    '400 limit is a whole number from 1 to 1000.',
    '400 limit is a whole number from 1 to 1000.',
    '400 search is at most 200 characters long.',
    '400 The parameter "sort" is there more than once. Give it once.',
    '400 There is no parameter "colour" here. There are sort, order, service, search, limit.',
  ]);
});

test('a history is compressed for those who take that', async () => {
  const { url, ticks } = await served();
  await ticks();
  const answers = ['gzip', 'zstd', 'identity'].map(async (encoding) => {
    const response = await fetch(`${url}/v1/status/history`, { headers: { 'accept-encoding': encoding } });
    const { from } = (await response.json()) as HistoryView;
    return [response.headers.get('content-encoding'), from];
  });

  expect(await Promise.all(answers)).toEqual([
    ['gzip', NOON + 5_000],
    ['zstd', NOON + 5_000],
    [null, NOON + 5_000],
  ]);
});
