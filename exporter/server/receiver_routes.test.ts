import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { sumOf } from '../../tests/support/metrics.ts';
import { exporterUnderTest } from '../testing.ts';
import { EVENTS, TOKEN } from './testing.ts';

const ORDER = JSON.stringify({ metric: 'orders_total' });

async function post(
  url: string,
  body: string | Buffer<ArrayBuffer> | null,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url, { method: 'POST', body, headers });
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as unknown,
  };
}

const refused = (status: number, error: string, retryAfter: string | null = null) => ({
  status,
  retryAfter,
  body: { error },
});

async function withSources(...sources: Record<string, unknown>[]) {
  const under = await exporterUnderTest({ sources });
  await under.exporter.ready;
  return {
    ...under,
    events: `${under.url}/v1/events`,
    orders: async () => sumOf(await under.page(), 'orders_total'),
  };
}

test('events reach the source, whatever their media type, gzipped or not', async () => {
  const { events, orders } = await withSources(EVENTS);
  const counted = { status: 202, retryAfter: null, body: { accepted: 1, duplicates: 0, dropped: 0 } };
  expect(await post(events, ORDER, { 'content-type': 'application/json' })).toEqual(counted);
  expect(await post(events, ORDER, { 'content-type': 'application/x-www-form-urlencoded' })).toEqual(counted);
  expect(await post(events, Buffer.from(ORDER))).toEqual(counted);
  expect(await post(events, gzipSync(ORDER), { 'content-encoding': 'gzip' })).toEqual(counted);
  expect(await orders()).toBe(4);
});

test('a token is asked for as everywhere', async () => {
  const under = await exporterUnderTest(
    { exporter: { token_file: 'token' }, sources: [EVENTS] },
    { files: { token: `${TOKEN}\n` } },
  );
  await under.exporter.ready;
  expect(await post(`${under.url}/v1/events`, ORDER)).toMatchObject({ status: 401 });
  expect(await post(`${under.url}/v1/events`, ORDER, { authorization: `Bearer ${TOKEN}` })).toMatchObject({
    status: 202,
  });
});

test('a body that is too large is refused, and so is one that is too large when decompressed', async () => {
  const { events, orders } = await withSources(EVENTS);
  const large = `${ORDER}${' '.repeat(1_048_577 - ORDER.length)}`;
  expect(await post(events, large)).toEqual(
    refused(413, 'The body is larger than 1 MiB, the most that is read.'),
  );
  expect(await post(events, gzipSync(large), { 'content-encoding': 'gzip' })).toEqual(
    refused(413, 'The body is larger than 1 MiB when decompressed, the most that is read.'),
  );
  expect(await post(events, large.slice(0, -1))).toMatchObject({ status: 202 });
  expect(await orders()).toBe(1);
});

test.each([
  [
    'no gzip',
    Buffer.from(ORDER),
    'gzip',
    400,
    'The body is not gzip, as its content encoding says, or it is cut off.',
  ],
  [
    'cut-off gzip',
    gzipSync(ORDER).subarray(0, -9),
    'gzip',
    400,
    'The body is not gzip, as its content encoding says, or it is cut off.',
  ],
  [
    'another encoding',
    Buffer.from(ORDER),
    'br',
    415,
    'The content encoding "br" is not read here. Send gzip, or none.',
  ],
])('%s is refused', async (_name, body, encoding, status, error) => {
  const { events } = await withSources(EVENTS);
  expect(await post(events, body, { 'content-encoding': encoding })).toEqual(refused(status, error));
});

test('an empty body is refused', async () => {
  const { events } = await withSources(EVENTS);
  const error = 'The body is empty. Send an event, an array of events, or one event per line.';
  expect(await post(events, null)).toEqual(refused(400, error));
});

test('without such a source the answer says what to add, and after a reload there is one', async () => {
  const under = await withSources();
  expect(await post(under.events, ORDER)).toEqual(
    refused(
      404,
      'No source takes what is sent to /v1/events. Add one of "- type: events" or "- type: llm" to sources in monitoring.yml.',
    ),
  );
  under.next({ sources: [EVENTS] });
  await under.exporter.reload();
  expect(await post(under.events, ORDER)).toMatchObject({ status: 202 });
  under.next({ sources: [] });
  await under.exporter.reload();
  expect(await post(under.events, ORDER)).toMatchObject({ status: 404 });
});

test('of several sources, the one called events is reached unless another one is named', async () => {
  const { url, events, orders } = await withSources(
    { ...EVENTS, service: 'one' },
    { type: 'events', name: 'shop', metrics: [{ name: 'carts_total', type: 'counter' }] },
  );
  expect(await post(events, ORDER)).toMatchObject({ status: 202 });
  expect(await post(`${events}?source=shop`, JSON.stringify({ metric: 'carts_total' }))).toMatchObject({
    status: 202,
  });
  expect(await post(`${events}?source=other`, ORDER)).toEqual(
    refused(
      404,
      'No source of that name takes what is sent to /v1/events. Name another one: one of events or shop.',
    ),
  );
  expect(await post(`${url}/v1/events?source=a&source=b`, ORDER)).toEqual(
    refused(400, 'There is more than one "source" in the URL.'),
  );
  expect(await orders()).toBe(1);
});

test('of several sources with other names one must be named', async () => {
  const { events } = await withSources({ ...EVENTS, name: 'a' }, { ...EVENTS, name: 'b' });
  expect(await post(events, ORDER)).toEqual(
    refused(
      400,
      'Several sources take what is sent to /v1/events. Name one with ?source=NAME: one of a or b.',
    ),
  );
});

test('while the source cannot start, the answer says why and when to try again', async () => {
  const { events } = await withSources(
    {
      type: 'events',
      metrics: [{ name: 'http_requests_total', type: 'counter' }],
    },
    {
      type: 'logs',
      files: ['*.json'],
      golden_signals: { method: '$.m', path: '$.p', status: '$.s', duration_ms: '$.d' },
    },
  );
  const { status, retryAfter, body } = await post(events, ORDER);
  expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '5' });
  expect((body as { error: string }).error).toMatch(
    /^The source events takes nothing at present: The metric http_requests_total is declared twice: /,
  );
});

test('what was answered 202 is counted through reloads that change the source under load', async () => {
  const under = await withSources(EVENTS);
  let accepted = 0;
  let isOver = false;
  const sender = async () => {
    while (!isOver) {
      const { status } = await post(under.events, ORDER);
      if (status === 202) accepted += 1;
      else expect(status).toBe(503);
    }
  };
  const senders = Promise.all([sender(), sender(), sender()]);
  for (let limit = 1; limit <= 5; limit += 1) {
    under.next({ sources: [{ ...EVENTS, label_sets_limit: limit }] });
    await under.exporter.reload();
  }
  isOver = true;
  await senders;
  expect(await under.orders()).toBe(accepted);
});

test('a metric that is declared otherwise after a reload is another one, at zero', async () => {
  const under = await withSources(EVENTS);
  await post(under.events, ORDER);
  under.next({
    sources: [
      {
        type: 'events',
        metrics: [{ name: 'orders_total', type: 'counter', help: 'Orders.', labels: ['plan'] }],
      },
    ],
  });
  expect(await under.exporter.reload()).toEqual({ ok: true, message: 'The configuration is loaded.' });
  expect(await under.orders()).toBe(0);
  await post(under.events, JSON.stringify({ metric: 'orders_total', labels: { plan: 'pro' } }));
  expect(await under.page()).toContain(
    '# HELP orders_total Orders.\n# TYPE orders_total counter\norders_total{service="demo-api",plan="pro"} 1\n',
  );
});

test('requests beyond those that are being read are told to come again, and the others are read', async () => {
  const { url, events } = await withSources(EVENTS);
  const { port } = new URL(url);
  const slow = await Promise.all(
    Array.from({ length: 64 }, async () => {
      const socket = connect(Number(port), '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(`POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${ORDER.length}\r\n\r\n`);
      return socket;
    }),
  );
  await vi.waitFor(async () => {
    expect(await post(events, ORDER)).toEqual(
      refused(429, '64 requests are being read already. Send this one again later.', '1'),
    );
  }, 10_000);

  slow[0]?.write(ORDER);
  await vi.waitFor(async () => expect(await post(events, ORDER)).toMatchObject({ status: 202 }), 10_000);
  slow[1]?.destroy();
  slow[2]?.destroy();
  await vi.waitFor(async () => {
    expect(await Promise.all([post(events, ORDER), post(events, ORDER)])).toMatchObject([
      { status: 202 },
      { status: 202 },
    ]);
  }, 10_000);
});
