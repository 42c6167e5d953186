import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { instrumentServer, type ServerInstrumentOptions } from './node_http.ts';
import { client, counted, exchange, followResponses, keepAlive, seconds, signal } from './testing.ts';

interface Served {
  readonly server: Server;
  readonly registry: Registry;
  readonly port: number;
  readonly stop: () => void;
  get(path: string, options?: RequestInit): Promise<Response>;
  /** What was counted once the server has closed, so that nothing can join it later. */
  countedInTheEnd(): Promise<Record<string, number>>;
}

async function served(
  listener: RequestListener,
  options: Pick<ServerInstrumentOptions, 'routeOf'> = {},
): Promise<Served> {
  const registry = new Registry();
  const server = createServer(listener);
  const stop = instrumentServer(server, { service: 'api', registry, ...options });
  const responses = followResponses(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      stop();
      server.close(() => resolve());
      server.closeIdleConnections();
    });
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return {
    server,
    registry,
    port,
    stop,
    get: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    async countedInTheEnd() {
      await close();
      await responses();
      return counted(registry);
    },
  };
}

/** Answers the status that the path ends in. */
const byPath: RequestListener = (request, response) => {
  response.writeHead(Number(request.url?.slice(-3))).end('x');
};

test('without routeOf identifiers in the path are collapsed, and what is 404 is <unmatched>', async () => {
  const { get, countedInTheEnd } = await served((request, response) => {
    response.writeHead(request.url?.startsWith('/users') ? 200 : 404).end();
  });
  for (const path of ['/users/1', '/users/2?full=1', '/wp-login.php', '/.env']) await get(path);
  expect(await countedInTheEnd()).toEqual({ 'GET /users/:id 200': 2, 'GET <unmatched> 404': 2 });
});

test('routeOf names the route once the answer is out; where it answers undefined or throws, the path does', async () => {
  const templates = new WeakMap<object, string>();
  const { get, countedInTheEnd } = await served(
    (request, response) => {
      if (request.url?.startsWith('/shop/')) templates.set(request, '/shop/:item');
      response.end();
    },
    {
      routeOf(request) {
        if (request.url === '/throws') throw new Error('no idea');
        return templates.get(request);
      },
    },
  );
  for (const path of ['/shop/tea', '/shop/cups', '/else', '/throws']) await get(path);
  expect(await countedInTheEnd()).toEqual({
    'GET /shop/:item 200': 2,
    'GET /else 200': 1,
    'GET /throws 200': 1,
  });
});

test('the path that counts is the one that was asked for, whatever a framework makes of it', async () => {
  const { get, countedInTheEnd } = await served((request, response) => {
    request.url = '/';
    response.end();
  });
  await get('/mounted/here');
  expect(await countedInTheEnd()).toEqual({ 'GET /mounted/here 200': 1 });
});

test('errors, HEAD, answers without a body and several requests of one connection are counted, each once', async () => {
  const { get, port, countedInTheEnd } = await served(byPath);
  await get('/page-200', { method: 'HEAD' });
  expect(await keepAlive(port, ['/a/200', '/a/204', '/a/304', '/a/500', '/a/200'])).toEqual([
    200, 204, 304, 500, 200,
  ]);
  expect(await countedInTheEnd()).toEqual({
    'HEAD /:id 200': 1,
    'GET /a/:id 200': 2,
    'GET /a/:id 204': 1,
    'GET /a/:id 304': 1,
    'GET /a/:id 500': 1,
  });
});

test('requests that come down one connection at once are each counted', async () => {
  const { port, countedInTheEnd } = await served((_request, response) => response.end('x'));
  const one = 'GET /a HTTP/1.1\r\nhost: x\r\n\r\n';
  await exchange(port, `${one}${one}GET /b HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  expect(await countedInTheEnd()).toEqual({ 'GET /a 200': 2, 'GET /b 200': 1 });
});

test('a request whose client goes away is 499, once, with the time it took until then', async () => {
  const entered = signal();
  const goOn = signal();
  const { registry, port, countedInTheEnd } = await served(async (request, response) => {
    for await (const _chunk of request);
    entered.resolve();
    await goOn.promise;
    response.end('too late');
  });
  const before = performance.now();
  const leaving = await client(port, 'POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\nx');
  await entered.promise;
  const within = performance.now();
  await sleep(60);
  const until = performance.now();
  leaving.leave();
  await expect.poll(() => counted(registry)).toEqual({ 'POST /slow 499': 1 });
  const took = await seconds(registry, 'POST /slow 499');
  expect(took).toBeGreaterThanOrEqual((until - within) / 1000);
  expect(took).toBeLessThanOrEqual((performance.now() - before) / 1000);
  goOn.resolve();
  expect(await countedInTheEnd()).toEqual({ 'POST /slow 499': 1 });
});

test('an answer that the server breaks off is 500, though it had begun as 200; one that had begun worse stays', async () => {
  const { get, countedInTheEnd } = await served((request, response) => {
    async function* chunks() {
      yield 'a beginning';
      await sleep(20);
      throw new Error('the database went away');
    }
    response.statusCode = request.url === '/worse' ? 503 : 200;
    pipeline(Readable.from(chunks()), response, () => {});
  });
  await expect((await get('/bad')).text()).rejects.toThrow();
  await expect((await get('/worse')).text()).rejects.toThrow();
  expect(await countedInTheEnd()).toEqual({ 'GET /bad 500': 1, 'GET /worse 503': 1 });
});

test('clients cannot mint routes: 404s name none, and beyond 200 routes there is only <other>', async () => {
  const { get, registry } = await served((request, response) => {
    response.writeHead(request.url?.startsWith('/missing') ? 404 : 200).end();
  });
  const words = Array.from(
    { length: 250 },
    (_, index) => `w${'abcdefghij'[index % 10]}${'x'.repeat(index / 10)}`,
  );
  for (const word of words) await Promise.all([get(`/missing-${word}`), get(`/${word}`)]);
  const routes = await expect
    .poll(async () => {
      const requests = await counted(registry);
      expect(Object.values(requests).reduce((sum, count) => sum + count, 0)).toBe(500);
      return requests;
    })
    .toMatchObject({ 'GET <unmatched> 404': 250, 'GET <other> 200': 50 })
    .then(() => counted(registry));
  expect(Object.keys(routes)).toHaveLength(202);
});

test('after its end nothing is counted any more, but requests that had begun', async () => {
  const entered = signal();
  const goOn = signal();
  const { get, stop, countedInTheEnd } = await served(async (request, response) => {
    if (request.url === '/begun') {
      entered.resolve();
      await goOn.promise;
    }
    response.end();
  });
  const begun = get('/begun');
  await entered.promise;
  stop();
  await get('/later');
  goOn.resolve();
  await begun;
  expect(await countedInTheEnd()).toEqual({ 'GET /begun 200': 1 });
});

test('what is no HTTP at all is left to Node, which answers it, and is not counted', async () => {
  const { port, countedInTheEnd } = await served((_request, response) => response.end());
  expect(await exchange(port, 'no HTTP\r\n\r\n')).toContain('HTTP/1.1 400 Bad Request');
  expect(await countedInTheEnd()).toEqual({});
});
