import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { expositionOf, pageOf } from '../metrics/exposition/testing/pages.ts';
import { goldenSignals } from './fastify.ts';
import { instrumentServer } from './node_http.ts';
import { counted, exchange } from './testing.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SAMPLED = `00-${TRACE}-b7ad6b7169203331-01`;
const NOT_SAMPLED = `00-${TRACE}-b7ad6b7169203331-00`;

/** The labels of every exemplar that a scrape shows. */
async function exemplars(registry: Registry): Promise<string[]> {
  const page = await pageOf(expositionOf(registry), 'openmetrics');
  return [...page.matchAll(/^http_request_duration_seconds_bucket\{.*\} \d+ # (\{.*?\}) /gm)].map(
    ([, labels = '']) => labels,
  );
}

async function fastifyServer() {
  const registry = new Registry();
  const server = Fastify();
  await server.register(goldenSignals, { service: 'api', registry });
  server.get('/users/:id', async () => 'user');
  await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  return { registry, port: (server.server.address() as AddressInfo).port };
}

async function nodeServer() {
  const registry = new Registry();
  const server = createServer((_request, response) => response.end('user'));
  onTestFinished(instrumentServer(server, { service: 'api', registry }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { registry, port: (server.address() as AddressInfo).port };
}

const SERVERS = [
  ['Fastify', fastifyServer],
  ['node:http', nodeServer],
] as const;

/** Sends one request with these header lines, and waits until it is counted. */
async function ask({ registry, port }: { registry: Registry; port: number }, ...lines: string[]) {
  const head = ['GET /users/7 HTTP/1.1', 'host: x', ...lines, 'connection: close'];
  await exchange(port, `${head.join('\r\n')}\r\n\r\n`);
  await expect.poll(() => counted(registry)).toEqual({ 'GET /users/:id 200': 1 });
}

test.each(SERVERS)(
  '%s finds the header whatever its case, with blanks around its value',
  async (_n, serve) => {
    const server = await serve();
    await ask(server, `TraceParent:\t ${SAMPLED} \t`);
    expect(await exemplars(server.registry)).toEqual([`{trace_id="${TRACE}"}`]);
  },
);

test.each(
  SERVERS.flatMap(
    ([name, serve]) =>
      [
        [name, 'is not traced', serve, []],
        [name, 'is traced, but not sampled', serve, [`traceparent: ${NOT_SAMPLED}`]],
        [name, 'says so in a header that is not valid', serve, ['traceparent: 00-0-0-01']],
        [name, 'says so twice', serve, [`traceparent: ${SAMPLED}`, `traceparent: ${SAMPLED}`]],
      ] as const,
  ),
)('%s: a request that %s is no exemplar', async (_name, _what, serve, lines) => {
  const server = await serve();
  await ask(server, ...lines);
  expect(await exemplars(server.registry)).toEqual([]);
});

test('injected requests and those of HTTP/2 are exemplars alike', async () => {
  const registry = new Registry();
  const server = Fastify({ http2: true });
  await server.register(goldenSignals, { service: 'api', registry });
  server.get('/injected', async () => 'x');
  server.get('/http2', async () => 'x');
  await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  await server.inject({ url: '/injected', headers: { traceparent: SAMPLED } });
  const session = connectHttp2(`http://127.0.0.1:${(server.server.address() as AddressInfo).port}`);
  await once(session.request({ ':path': '/http2', traceparent: SAMPLED }).resume(), 'close');
  session.close();
  const labels = `{trace_id="${TRACE}"}`;
  await expect.poll(() => exemplars(registry)).toEqual([labels, labels]);
});
