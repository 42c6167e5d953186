import fc from 'fast-check';
import Fastify, { type FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { GoldenSignals } from '../metrics/golden_signals.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { goldenSignals } from './fastify.ts';
import { FastifyRoutes } from './fastify_routes.ts';
import { counted, seconds } from './testing.ts';

/** Requests, and what each is counted as. */
const REQUESTS = [
  ['GET', '/users/1', 'GET /users/:id 200'],
  ['GET', '/users/2', 'GET /users/:id 200'],
  ['HEAD', '/users/1', 'HEAD /users/:id 200'],
  ['POST', '/users/1', 'POST /users/:id 201'],
  ['GET', '/users/me', 'GET /users/me 200'],
  ['GET', '/files/a/b', 'GET /files/* 200'],
  ['GET', '/api/here', 'GET /api/here 200'],
  ['GET', '/hidden', 'GET /hidden 404'],
  ['GET', '/api/hidden', 'GET /api/hidden 404'],
  ['GET', '/refused', 'GET /refused 401'],
  ['DELETE', '/users/1', 'DELETE <unmatched> 404'],
  ['GET', '/nothing', 'GET <unmatched> 404'],
  ['GET', '/api/nothing', 'GET <unmatched> 404'],
] as const;

async function application(registry: Registry) {
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', registry });
  // One config for several routes, as applications have it for their roles.
  const config = { role: 'user' };
  server.get('/users/:id', { config }, async () => 'user');
  server.post('/users/:id', { config }, async (_request, reply) => reply.code(201).send('user'));
  server.get('/users/me', { config }, async () => 'me');
  server.get('/files/*', async () => 'file');
  server.get('/hidden', (_request, reply) => reply.callNotFound());
  server.get('/refused', { onRequest: async (_request, reply) => reply.code(401).send() }, async () => 'x');
  server.register(
    async (api) => {
      api.setNotFoundHandler((_request, reply) => reply.code(404).send('none here'));
      api.get('/here', async () => 'here');
      api.get('/hidden', { preHandler: async (_request, reply) => reply.callNotFound() }, async () => 'x');
    },
    { prefix: '/api' },
  );
  await server.ready();
  return server;
}

test('whatever is asked for in whatever order, each request is counted once, under the route it has matched', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...REQUESTS), { maxLength: 30 }), async (requests) => {
      const registry = new Registry();
      const server = await application(registry);
      for (const [method, url] of requests) await server.inject({ method, url });
      await server.close();
      const expected: Record<string, number> = {};
      for (const [, , kind] of requests) expected[kind] = (expected[kind] ?? 0) + 1;
      expect(await counted(registry)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test('requests that run at the same time are not taken for each other, nor one for that which it injects', async () => {
  const registry = new Registry();
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', registry });
  server.get('/inner/:id', async () => 'x');
  server.get('/outer/:id', async () => {
    await Promise.all([server.inject('/inner/1'), server.inject('/inner/2')]);
    return 'x';
  });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  await Promise.all(['/outer/1', '/inner/3', '/outer/2', '/inner/4'].map((path) => fetch(address + path)));
  await expect.poll(() => counted(registry)).toEqual({ 'GET /outer/:id 200': 2, 'GET /inner/:id 200': 6 });
});

test("a route's signals are kept with what Fastify keeps of it, so that each request need not ask anew", async () => {
  const routes = new FastifyRoutes(new GoldenSignals(new MetricRegistry().scope(), 'api'));
  const server = Fastify();
  const asked: boolean[] = [];
  server.addHook('onRequest', (request, _reply, done) => {
    let hasAsked = false;
    const { routeOptions } = request;
    Object.defineProperty(request, 'routeOptions', {
      get: () => {
        hasAsked = true;
        return routeOptions;
      },
    });
    routes.of(request);
    asked.push(hasAsked);
    done();
  });
  server.get('/users/:id', async () => 'x');
  server.get('/teams/:id', async () => 'x');
  for (const url of ['/users/1', '/users/2', '/teams/1', '/users/3', '/teams/2', '/nothing', '/none']) {
    await server.inject(url);
  }
  expect(asked).toEqual([true, false, true, false, false, true, false]);
});

test('of a Fastify that keeps nothing like that, every request says its route itself', () => {
  const signals = new GoldenSignals(new MetricRegistry().scope(), 'api');
  const routes = new FastifyRoutes(signals);
  const elsewhere = Symbol('something of the server, with a config of its own');
  const misleading = { config: {} };
  const request = (url: string | undefined) =>
    ({
      routeOptions: { url, config: {} },
      [elsewhere]: misleading,
      [Symbol('nothing')]: null,
    }) as unknown as FastifyRequest;
  for (const url of ['/a', '/b', '/a']) expect(routes.of(request(url))).toBe(signals.route(url));
  expect(routes.of(request(undefined))).toBe(signals.route('<unmatched>'));
});

/** Routes by tenant, which takes 60 ms to be found. */
const byTenant = {
  name: 'tenant',
  storage: () => {
    const handlers = new Map<unknown, never>();
    return {
      get: (tenant: unknown) => handlers.get(tenant) ?? null,
      set: (tenant: unknown, handler: unknown) => void handlers.set(tenant, handler as never),
    };
  },
  deriveConstraint: (_request: unknown, _context: unknown, done?: (error: null, tenant: string) => void) => {
    setTimeout(() => done?.(null, 'acme'), 60);
    // The types know of no constraint that takes time; nobody looks at this.
    return '';
  },
  validate: () => true,
};

test('a request whose route takes time to be found is counted once, under it, with that time', async () => {
  const registry = new Registry();
  const server = Fastify({ routerOptions: { constraints: { tenant: byTenant } } });
  await server.register(goldenSignals, { service: 'api', registry });
  server.get('/users/:id', { constraints: { tenant: 'acme' } }, async () => 'user');
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  expect((await fetch(`${address}/users/7`)).status).toBe(200);
  await expect.poll(() => counted(registry)).toEqual({ 'GET /users/:id 200': 1 });
  // A timer may be a millisecond early.
  expect(await seconds(registry, 'GET /users/:id 200')).toBeGreaterThanOrEqual(0.059);
});
