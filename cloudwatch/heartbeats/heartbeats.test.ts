import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { load } from '../../definition/testing.ts';
import { heartbeatScript, heartbeatsOf } from './index.ts';

const require = createRequire(import.meta.url);
const STEPS = String.raw`\{(?:"(?:connect|firstByte)":\d+,?)*\}`;

/** Runs a heartbeat as Synthetics does: its script is the file index.js, which exports a handler. */
async function run(context: TestContext, url: string, timeout = 60_000): Promise<unknown> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-heartbeat-'));
  context.onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'index.js');
  await writeFile(file, heartbeatScript(url, timeout));
  return require(file).handler();
}

async function serve(context: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
}

test('a page that answers 2xx is well, and the run says how long each step took', async (context) => {
  const url = await serve(context, (_, response) => response.writeHead(204).end());
  expect(await run(context, url)).toMatch(
    new RegExp(`^${url} answers 204 after \\d+ ms \\{"connect":\\d+,"firstByte":\\d+\\}$`),
  );
});

test('a page that answers anything else is not well: neither an error nor a redirection', async (context) => {
  const url = await serve(context, ({ url: path = '' }, response) =>
    response.writeHead(Number(path.slice(1)), { location: '/200' }).end('so it is'),
  );
  for (const status of [301, 404, 500]) {
    const page = url.replace('health', String(status));
    await expect(run(context, page)).rejects.toThrow(
      new RegExp(`^${page} answers ${status}, after \\d+ ms ${STEPS}$`),
    );
  }
});

test('a page that does not answer in time is not well', async (context) => {
  const url = await serve(context, () => undefined);
  await expect(run(context, url, 50)).rejects.toThrow(
    new RegExp(`^${url} has not answered within 50 ms, after \\d+ ms ${STEPS}$`),
  );
});

test('a page that does not end in time is not well', async (context) => {
  const url = await serve(context, (_, response) => response.writeHead(200).write('and then'));
  await expect(run(context, url, 200)).rejects.toThrow(
    new RegExp(`^${url} has not answered within 200 ms, after \\d+ ms ${STEPS}$`),
  );
});

test('a page that breaks off is not well', async (context) => {
  const url = await serve(context, (_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('and then', () => response.destroy());
  });
  await expect(run(context, url)).rejects.toThrow(
    new RegExp(`^${url} cannot be read: ECONNRESET, after \\d+ ms ${STEPS}$`),
  );
});

test('a page of nobody is not well', async (context) => {
  // Nothing listens on port 1.
  const url = 'http://127.0.0.1:1/health';
  await expect(run(context, url)).rejects.toThrow(
    new RegExp(`^${url} cannot be read: ECONNREFUSED, after \\d+ ms ${STEPS}$`),
  );
});

const plan = (heartbeats: string) =>
  heartbeatsOf(
    load(`
service: { name: Shop, environment: production }
sources: [{ type: container }]
cloudwatch: { heartbeats: [${heartbeats}] }
`),
  );

test('a heartbeat is a canary with a name in small letters', () => {
  const [heartbeat] = plan(`{ name: health, url: 'https://api.example.com/health' }`);
  expect(heartbeat).toEqual({
    name: 'production-shop-health',
    url: 'https://api.example.com/health',
    everyMinutes: 5,
    runSeconds: 45,
    script: heartbeatScript('https://api.example.com/health', 30_000),
  });
  expect(heartbeat?.script).toMatch(
    /^const heartbeat = \{"url":"https:\/\/api\.example\.com\/health","timeout":30000\};\n/,
  );
});

test('a run has time for a cold start, and ends before the next one', () => {
  const times = plan(`
    { name: a, url: 'https://a', every: 1m, timeout: 60s },
    { name: b, url: 'https://a', every: 1m, timeout: 500ms },
    { name: c, url: 'https://a', every: 60m, timeout: 60s }`);
  expect(times.map(({ runSeconds, everyMinutes }) => [runSeconds, everyMinutes])).toEqual([
    [60, 1],
    [16, 1],
    [75, 60],
  ]);
});

test('there is none without any', () => {
  expect(heartbeatsOf(load('service: { name: shop }\nsources: [{ type: container }]'))).toEqual([]);
});
