import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { sumOf } from '../../tests/support/metrics.ts';
import { exporterUnderTest } from '../testing.ts';
import { Connections } from './connections.ts';
import { answerClientError } from './errors.ts';
import { createListener } from './listener.ts';
import { ask, EVENTS, send } from './testing.ts';

async function running(exporter: Readonly<Record<string, unknown>> = {}) {
  const under = await exporterUnderTest({ exporter, sources: [EVENTS] });
  await under.exporter.ready;
  return under;
}

/** Opens connections that say nothing. */
async function silent(url: string, count: number, first = ''): Promise<Socket[]> {
  const { hostname, port } = new URL(url);
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(Number(port), hostname);
      // One that makes room is reset.
      socket.on('error', () => {});
      await once(socket, 'connect');
      if (first !== '') socket.write(first);
      return socket;
    }),
  );
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return sockets;
}

test('a thousand idle connections keep no scrape out: those that are idle longest make room', async () => {
  const { url } = await running();
  await silent(url, 500);
  await silent(url, 500, 'GET /metrics HTTP/1.1\r\nhost: loc');

  const { status, body } = await ask(`${url}/metrics`);

  expect(status).toBe(200);
  const page = String(body);
  expect(sumOf(page, 'goldwatch_connections')).toBe(512);
  expect(sumOf(page, 'goldwatch_connections_limit')).toBe(512);
  expect(sumOf(page, 'goldwatch_connections_cut_off_total', { reason: 'idle' })).toBe(489);
});

test('a connection on which something is asked makes no room; where all are so, the newest goes', async () => {
  const answers: (() => void)[] = [];
  const cutOff: string[] = [];
  const connections = new Connections({
    maximum: () => 2,
    onCutOff: (reason) => cutOff.push(reason),
    isStream: () => false,
  });
  const { url } = await listening(
    (_request, response) => answers.push(() => response.end('done')),
    connections,
  );
  const first = ask(url);
  const second = ask(url);
  await vi.waitFor(() => expect(answers).toHaveLength(2));

  await expect(ask(url)).rejects.toThrow('socket hang up');
  expect(cutOff).toEqual(['too_many']);
  for (const answer of answers) answer();
  expect(await Promise.all([first, second])).toMatchObject([{ body: 'done' }, { body: 'done' }]);
  await vi.waitFor(() => expect(connections.size).toBe(0));
});

test('where none is idle, one that waits for events makes room, for it comes again', async () => {
  const cutOff: string[] = [];
  const isStream = (url: string) => url === '/stream';
  const connections = new Connections({
    maximum: () => 2,
    onCutOff: (reason) => cutOff.push(reason),
    isStream,
  });
  const answer: RequestListener = ({ url = '' }, response) => {
    if (isStream(url)) response.write('an event\n');
    else response.end('done');
  };
  const { url } = await listening(answer, connections);
  const streams = await silent(url, 2, 'GET /stream HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await Promise.all(streams.map(async (socket) => await once(socket, 'data')));

  expect(await ask(url)).toMatchObject({ body: 'done' });
  expect(cutOff).toEqual(['stream']);
});

test('when the exporter ends, idle connections end, and what is being answered is answered', async () => {
  const answers: (() => void)[] = [];
  const connections = new Connections({ maximum: () => 16, onCutOff: () => {}, isStream: () => false });
  const { url } = await listening(
    (_request, response) => answers.push(() => response.end('done')),
    connections,
  );
  const idle = await silent(url, 3);
  const asked = ask(url);
  await vi.waitFor(() => expect(answers).toHaveLength(1));

  connections.endIdle();

  await Promise.all(idle.map(async (socket) => socket.destroyed || (await once(socket.resume(), 'close'))));
  for (const answer of answers) answer();
  expect(await asked).toMatchObject({ body: 'done' });
});

/** A listener by itself, whose patience is short. */
async function listening(handler: RequestListener, connections: Connections) {
  const limits = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 };
  const server = createListener(handler, null, connections, limits);
  server.on('clientError', answerClientError);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

test.each([
  ['headers', 'GET / HTTP/1.1\r\nhost: localhost\r\nx: '],
  ['a body', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n'],
  ['a body of chunks', 'POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n'],
  ['nothing', ''],
])('who sends %s byte by byte is told after a while that it took too long', async (what, beginning) => {
  const connections = new Connections({ maximum: () => 16, onCutOff: () => {}, isStream: () => false });
  const { url } = await listening((request) => request.resume(), connections);
  const [socket] = await silent(url, 1, beginning);
  if (socket === undefined) throw new Error('There is no connection.');
  const answer = text(socket);
  const drip = setInterval(() => what !== 'nothing' && socket.write('a'), 20);
  onTestFinished(() => clearInterval(drip));

  expect(await answer).toMatch(
    /^HTTP\/1\.1 408 Request Timeout\r\n.*The request took too long to arrive\."\}$/s,
  );
});

test('a body that is larger than its head said nothing of is cut off, compressed or in chunks', async () => {
  const { url } = await running();
  const chunk = 'a'.repeat(65_536);
  const body = `${`${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(17)}0\r\n\r\n`;

  for (const path of ['/v1/events', '/-/reload']) {
    const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n`;
    const answer = await send(url, head + body);
    expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 413 Payload Too Large');
    expect(answer).toContain('The body is larger than 1 MiB, the most that is read.');
  }
});

test('what one server may read as another request than the next is refused, and nothing after it is read', async () => {
  const { url, page } = await running();
  const post = 'POST /-/reload HTTP/1.1\r\nhost: localhost\r\n';
  const hidden = 'GET /hidden HTTP/1.1\r\nhost: localhost\r\n\r\n';
  const shapes = [
    `${post}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${post}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n`,
    `${post}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`,
    `${post}content-length: 0\r\ncontent-length: 44\r\n\r\n`,
    `${post}content-length: +0\r\n\r\n`,
    `${post}content-length: 0x0\r\n\r\n`,
    `${post}content-length : 0\r\n\r\n`,
    `${post} folded: 1\r\n\r\n`,
    `${post}x: a\rb\r\n\r\n`,
    `${post}x: a\0b\r\n\r\n`,
    `${post}transfer-encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n`,
    `${post}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n`,
    'GET /hidden HTTP/9.9\r\nhost: localhost\r\n\r\n',
    'GET\t/hidden HTTP/1.1\r\nhost: localhost\r\n\r\n',
    'GET /hid\nden HTTP/1.1\r\nhost: localhost\r\n\r\n',
  ];

  for (const shape of shapes) {
    const answer = await send(url, shape + hidden);
    const statuses = answer.match(/HTTP\/1\.1 \d+/g) ?? [];
    expect(statuses.at(-1), JSON.stringify(shape)).toBe('HTTP/1.1 400');
    expect(answer, JSON.stringify(shape)).not.toContain('There is no GET /hidden');
  }
  expect(sumOf(await page(), 'http_requests_total', { service: 'goldwatch', status: '404' })).toBe(0);
});

test('too many header fields are refused, rather than some of them overlooked', async () => {
  const { url } = await running();
  const fields = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, '']));

  // Node's client sends two more: host and connection.
  expect((await ask(`${url}/-/healthy`, { headers: fields(98) })).status).toBe(200);
  for (const count of [99, 500]) {
    expect(await ask(`${url}/-/healthy`, { headers: fields(count) })).toMatchObject({
      status: 431,
      body: {
        error:
          'The headers and the URL are longer than 16 KiB together, or there are more than 100 header fields.',
      },
    });
  }
});

test('two thousand requests in one go are answered one after the other', async () => {
  const { url } = await running();
  const one = 'GET /-/healthy HTTP/1.1\r\nhost: localhost\r\n\r\n';
  const last = one.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');

  const answers = await send(url, one.repeat(1_999) + last);

  expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2_000);
});

test('readers that do not read hold up nobody', async () => {
  const { url } = await running();
  const asked = 'GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(50);
  const sockets = await silent(url, 20, asked);
  for (const socket of sockets) socket.pause();
  await sleep(50);

  expect((await ask(`${url}/-/healthy`)).status).toBe(200);
  await vi.waitFor(async () => expect((await ask(`${url}/metrics`)).status).toBe(200), 10_000);
});
