import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { goldenSignals } from './fastify.ts';
import { counted, exchange, followResponses, keepAlive } from './testing.ts';

interface Served {
  readonly server: FastifyInstance;
  readonly registry: Registry;
  readonly port: number;
  get(path: string, options?: RequestInit): Promise<Response>;
  /** What was counted once the server has closed, so that nothing can join it later. */
  countedInTheEnd(): Promise<Record<string, number>>;
}

async function served(
  declare: (server: FastifyInstance) => void,
  options: FastifyServerOptions = {},
): Promise<Served> {
  const registry = new Registry();
  const server = Fastify(options);
  await server.register(goldenSignals, { service: 'api', registry });
  declare(server);
  const responses = followResponses(server.server);
  await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  return {
    server,
    registry,
    port,
    get: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    async countedInTheEnd() {
      await server.close();
      await responses();
      return counted(registry);
    },
  };
}

test('a request is counted under the template of its route, whatever its path', async () => {
  const { get, countedInTheEnd } = await served((server) => {
    server.get('/users/:id', async () => 'user');
    server.get('/files/*', async () => 'file');
    server.post('/users', async (_request, reply) => reply.code(201).send('made'));
  });
  for (const path of ['/users/1', '/users/2?x=/users/3', '/users/%2e', '/files/a/b/c']) await get(path);
  await get('/users', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } });
  expect(await countedInTheEnd()).toEqual({
    'GET /users/:id 200': 3,
    'GET /files/* 200': 1,
    'POST /users 201': 1,
  });
});

test('a route that asks for it is not counted, also where something asynchronous comes before the plugin', async () => {
  const declare = (server: FastifyInstance) => {
    server.get('/events', { config: { goldenSignals: false } }, async () => 'events');
    server.get('/users', async () => 'users');
  };
  const { get, countedInTheEnd } = await served(declare);
  const late = Fastify();
  const registry = new Registry();
  late.addHook('onRequest', async () => {
    await new Promise(setImmediate);
  });
  await late.register(goldenSignals, { service: 'api', registry });
  declare(late);
  const url = await late.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => late.close());
  for (const path of ['/events', '/users']) {
    await get(path);
    await fetch(url + path);
  }

  await late.close();
  expect(await countedInTheEnd()).toEqual({ 'GET /users 200': 1 });
  expect(await counted(registry)).toEqual({ 'GET /users 200': 1 });
});

test('routes of nested plugins are counted with their prefixes, and each once', async () => {
  const { get, countedInTheEnd } = await served((server) => {
    server.register(
      async (outer) => {
        outer.get('/ping', async () => 'pong');
        await outer.register(
          async (inner) => {
            inner.get('/:item', async () => 'item');
          },
          { prefix: '/shop' },
        );
      },
      { prefix: '/v1' },
    );
  });
  await get('/v1/ping');
  await get('/v1/shop/7');
  expect(await countedInTheEnd()).toEqual({ 'GET /v1/ping 200': 1, 'GET /v1/shop/:item 200': 1 });
});

test('what no route matches is <unmatched>, in the root and below a prefix with a handler of its own', async () => {
  const { get, countedInTheEnd } = await served((server) => {
    server.register(
      async (api) => {
        api.setNotFoundHandler((_request, reply) => reply.code(404).send('none here'));
      },
      { prefix: '/api' },
    );
    server.post('/only-posted', async () => 'x');
  });
  for (const path of ['/wp-login.php', '/.env', '/api/nothing', '/only-posted']) await get(path);
  expect(await countedInTheEnd()).toEqual({ 'GET <unmatched> 404': 4 });
});

test('a 404 that a handler gives, in either of its two ways, is counted under the route that matched', async () => {
  const { get, countedInTheEnd } = await served((server) => {
    server.get('/users/:id', async (_request, reply) => reply.code(404).send('no such user'));
    server.get('/teams/:id', async (_request, reply) => reply.callNotFound());
  });
  await get('/users/1');
  await get('/teams/1');
  expect(await countedInTheEnd()).toEqual({ 'GET /users/:id 404': 1, 'GET /teams/:id 404': 1 });
});

test('thrown errors are counted with the status that the client got', async () => {
  const { get, countedInTheEnd } = await served((server) => {
    server.get('/broken', async () => {
      throw new Error('broken');
    });
    server.get('/teapot', async () => {
      throw Object.assign(new Error('teapot'), { statusCode: 418 });
    });
    server.get('/handled', async () => {
      throw new Error('handled');
    });
    server.setErrorHandler((error, _request, reply) => {
      if ((error as Error).message === 'handled') return reply.code(502).send('upstream');
      return reply.send(error);
    });
  });
  for (const path of ['/broken', '/teapot', '/handled']) await get(path);
  expect(await countedInTheEnd()).toEqual({
    'GET /broken 500': 1,
    'GET /teapot 418': 1,
    'GET /handled 502': 1,
  });
});

test('a request that an earlier hook answers is counted under its route', async () => {
  const registry = new Registry();
  const server = Fastify();
  server.addHook('onRequest', async (_request, reply) => reply.code(401).send('who are you?'));
  await server.register(goldenSignals, { service: 'api', registry });
  server.get('/secret', async () => 'x');
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  expect((await fetch(`${address}/secret`)).status).toBe(401);
  expect((await server.inject('/secret')).statusCode).toBe(401);
  await server.close();
  expect(await counted(registry)).toEqual({ 'GET /secret 401': 2 });
});

test('HEAD, an answer without a body and several requests of one connection are counted, each once', async () => {
  const { get, port, countedInTheEnd } = await served((server) => {
    server.get('/page', async () => 'text');
    server.get('/nothing', async (_request, reply) => reply.code(204).send());
  });
  await get('/page', { method: 'HEAD' });
  await get('/nothing');
  expect(await keepAlive(port, ['/page', '/page', '/elsewhere', '/page'])).toEqual([200, 200, 404, 200]);
  expect(await countedInTheEnd()).toEqual({
    'HEAD /page 200': 1,
    'GET /nothing 204': 1,
    'GET /page 200': 3,
    'GET <unmatched> 404': 1,
  });
});

test('requests that Fastify answers without running its hooks are counted', async () => {
  const { get, countedInTheEnd } = await served(
    (server) => {
      server.get('/users/:id', async () => 'user');
    },
    { routerOptions: { maxParamLength: 10 } },
  );
  expect((await get('/bad%zz')).status).toBe(400);
  expect((await get(`/users/${'1'.repeat(20)}`)).status).toBe(414);
  expect(await countedInTheEnd()).toEqual({ 'GET <unmatched> 400': 1, 'GET <unmatched> 414': 1 });
});

test('methods that HTTP does not know are counted as <other>', async () => {
  const { port, countedInTheEnd } = await served(() => {});
  await exchange(port, 'PROPFIND / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  expect(await countedInTheEnd()).toEqual({ '<other> <unmatched> 404': 1 });
});

test('injected requests are counted like real ones, though they reach no server', async () => {
  const registry = new Registry();
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', registry });
  server.get('/users/:id', async () => 'user');
  for (const url of ['/users/1', '/users/2', '/nothing', '/users/3']) await server.inject(url);
  await server.close();
  expect(await counted(registry)).toEqual({ 'GET /users/:id 200': 3, 'GET <unmatched> 404': 1 });
});

test('routes are counted whether they were declared before the plugin or after it', async () => {
  const registry = new Registry();
  const server = Fastify();
  server.get('/root', async () => 'x');
  await server.register(async (outer) => {
    await outer.register(async (inner) => {
      inner.get('/early', async () => 'x');
    });
  });
  await server.register(goldenSignals, { service: 'api', registry });
  server.get('/late', async () => 'x');
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  for (const path of ['/root', '/early', '/late']) await fetch(address + path);
  await server.close();
  expect(await counted(registry)).toEqual({ 'GET /root 200': 1, 'GET /early 200': 1, 'GET /late 200': 1 });
});
