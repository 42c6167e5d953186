import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { goldenSignals } from './fastify.ts';
import { client, counted, followResponses, seconds, signal } from './testing.ts';

/** A server whose handlers last until they are told to go on, and what it counted. */
async function served(declare: (server: FastifyInstance) => void) {
  const registry = new Registry();
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', registry });
  declare(server);
  const responses = followResponses(server.server);
  await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  const countedInTheEnd = async () => {
    await server.close();
    await responses();
    return counted(registry);
  };
  return { registry, server, port, countedInTheEnd };
}

/** A body that breaks, once its beginning is out, with this error. */
function breaking(): Readable {
  async function* chunks() {
    yield 'a beginning';
    await sleep(20);
    throw new Error('the database went away');
  }
  return Readable.from(chunks());
}

test.each([
  ['without a body', 'GET /slow/7 HTTP/1.1\r\nhost: x\r\n\r\n', 'GET'],
  [
    'whose body was read',
    'POST /slow/7 HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 1\r\n\r\nx',
    'POST',
  ],
])('a request %s whose client goes away is 499, once, with the time it took until then', async (...args) => {
  const [, bytes, method] = args;
  const entered = signal();
  const goOn = signal();
  const { registry, port, countedInTheEnd } = await served((server) => {
    server.all('/slow/:id', async () => {
      entered.resolve();
      await goOn.promise;
      return 'too late';
    });
  });
  const before = performance.now();
  const leaving = await client(port, bytes);
  await entered.promise;
  const within = performance.now();
  await sleep(60);
  const until = performance.now();
  leaving.leave();
  await expect.poll(() => counted(registry)).toEqual({ [`${method} /slow/:id 499`]: 1 });
  const took = await seconds(registry, `${method} /slow/:id 499`);
  expect(took).toBeGreaterThanOrEqual((until - within) / 1000);
  expect(took).toBeLessThanOrEqual((performance.now() - before) / 1000);
  goOn.resolve();
  expect(await countedInTheEnd()).toEqual({ [`${method} /slow/:id 499`]: 1 });
});

test('a client that goes away while it sends its body is 499 under its route', async () => {
  const started = signal();
  const { registry, port, countedInTheEnd } = await served((server) => {
    server.addHook('preParsing', async () => started.resolve());
    server.post('/upload', async () => 'stored');
  });
  const leaving = await client(
    port,
    'POST /upload HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\nx',
  );
  await started.promise;
  leaving.leave();
  await expect.poll(() => counted(registry)).toEqual({ 'POST /upload 499': 1 });
  expect(await countedInTheEnd()).toEqual({ 'POST /upload 499': 1 });
});

test('a streamed answer is counted when all of it is out; if the client leaves before, as 499', async () => {
  const half = signal();
  const rest = signal();
  const { registry, port, countedInTheEnd } = await served((server) => {
    server.get('/download', async (_request, reply) => {
      async function* chunks() {
        yield 'one half';
        half.resolve();
        await rest.promise;
        yield 'the other';
      }
      return reply.send(Readable.from(chunks()));
    });
  });
  const whole = fetch(`http://127.0.0.1:${port}/download`);
  const leaving = await client(port, 'GET /download HTTP/1.1\r\nhost: x\r\n\r\n');
  await half.promise;
  leaving.leave();
  await expect.poll(() => counted(registry)).toEqual({ 'GET /download 499': 1 });
  rest.resolve();
  expect(await (await whole).text()).toBe('one halfthe other');
  expect(await countedInTheEnd()).toEqual({ 'GET /download 499': 1, 'GET /download 200': 1 });
});

test('an answer that the server breaks off is 500, though it had begun as 200', async () => {
  const { port, countedInTheEnd } = await served((server) => {
    server.get('/report', async (_request, reply) => reply.send(breaking()));
    server.get('/gone', (_request, reply) => {
      reply.hijack();
      reply.raw.destroy();
    });
  });
  const response = await fetch(`http://127.0.0.1:${port}/report`);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
  await expect(fetch(`http://127.0.0.1:${port}/gone`)).rejects.toThrow();
  expect(await countedInTheEnd()).toEqual({ 'GET /report 500': 1, 'GET /gone 500': 1 });
});

test('a hijacked reply is counted with the status that it was given past Fastify', async () => {
  const { port, countedInTheEnd } = await served((server) => {
    server.get('/raw', (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(202).end('raw');
    });
  });
  expect((await fetch(`http://127.0.0.1:${port}/raw`)).status).toBe(202);
  expect(await countedInTheEnd()).toEqual({ 'GET /raw 202': 1 });
});

test('while the server closes, what is being answered and what is refused are both counted', async () => {
  const entered = signal();
  const goOn = signal();
  const { server, registry, port } = await served((app) => {
    app.get('/slow', async () => {
      entered.resolve();
      await goOn.promise;
      return 'done';
    });
  });
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
  await entered.promise;
  const closed = server.close();
  await expect.poll(() => server.server.listening).toBe(false);
  const refused = once(server.server, 'request');
  socket.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
  await refused;
  goOn.resolve();
  expect((await text(socket)).match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503']);
  await closed;
  expect(await counted(registry)).toEqual({ 'GET /slow 200': 1, 'GET <unmatched> 503': 1 });
});

test('HTTP/2 is counted alike: whole, left by the client, broken off by the server', async () => {
  const registry = new Registry();
  const entered = signal();
  const server = Fastify({ http2: true });
  await server.register(goldenSignals, { service: 'api', registry });
  server.get('/users/:id', async () => 'user');
  server.get('/report', async (_request, reply) => reply.send(breaking()));
  server.get('/slow', async () => {
    entered.resolve();
    await sleep(1_000);
    return 'too late';
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  const session = connectHttp2(`http://127.0.0.1:${(server.server.address() as AddressInfo).port}`);
  const get = (path: string) => session.request({ ':path': path }).resume();
  for (const path of ['/users/1', '/nothing', '/report']) await once(get(path), 'close');
  const leaving = get('/slow');
  await entered.promise;
  leaving.close(8);
  await expect
    .poll(() => counted(registry))
    .toEqual({
      'GET /users/:id 200': 1,
      'GET <unmatched> 404': 1,
      'GET /report 500': 1,
      'GET /slow 499': 1,
    });
  session.destroy();
});
