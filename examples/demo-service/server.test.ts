import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { startDemoService } from './server.ts';
import { post, readLines, startForTest, temporaryFolder } from './testing.ts';

test('every route answers, and what does not exist or is wrong is refused', async () => {
  const { url } = await startForTest();
  const created = await post(`${url}/orders`, { user_id: 7, item: 'mirror', quantity: 2 });
  const order = (await created.json()) as { id: string };

  expect(created.status).toBe(201);
  expect(await (await fetch(`${url}/orders/${order.id}`)).json()).toEqual({
    id: order.id,
    user_id: 7,
    item: 'mirror',
    quantity: 2,
  });
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok', service: 'demo-api' });
  expect((await fetch(`${url}/users/12`)).status).toBe(200);
  expect((await fetch(`${url}/search?q=mirror`)).status).toBe(200);
  expect((await post(`${url}/chat`, { user_id: 7, message: 'Hello' })).status).toBe(200);
  expect((await fetch(`${url}/users/4711`)).status).toBe(404);
  expect((await fetch(`${url}/users/someone`)).status).toBe(400);
  expect((await fetch(`${url}/search`)).status).toBe(400);
});

test('a refused request is told what was wrong and where', async () => {
  const { url } = await startForTest();
  const messageOf = async (response: Promise<Response>) =>
    ((await (await response).json()) as { message: string }).message;

  expect(await messageOf(fetch(`${url}/users/4711`))).toBe('GET /users/:id: there is no user 4711.');
  expect(await messageOf(post(`${url}/orders`, { user_id: 1, item: 'mirror', quantity: 0 }))).toBe(
    'POST /orders: body/quantity must be >= 1',
  );
  expect(await messageOf(fetch(`${url}/nowhere?x=1`))).toBe('GET /nowhere: there is no such route.');
  expect(await messageOf(fetch(`${url}/chat`, { method: 'POST', body: 'Hello' }))).toBe(
    'POST /chat: send the body as JSON, with the header content-type: application/json.',
  );
});

test('the log has exactly one line for each request, without /health and /chaos', async () => {
  const service = await startForTest({ service: 'mirror-api' });
  const { url } = service;
  await fetch(`${url}/health`);
  await fetch(`${url}/users/12?verbose=yes`);
  await post(`${url}/orders`, { user_id: 1, item: 'mirror', quantity: 0 });
  await fetch(`${url}/nowhere`);
  await fetch(`${url}/bad%zz`);
  await post(`${url}/chaos`, { errors: 1 });
  await fetch(`${url}/orders/1e3b3c5e-8d0f-4f0c-9d5c-0a4f7d1b2c3d`);
  await service.stop();

  const lines = readLines(service.logFile);
  expect(lines.map(({ level, method, path, status }) => [level, method, path, status])).toEqual([
    ['INFO', 'GET', '/users/12', 200],
    ['WARN', 'POST', '/orders', 400],
    ['WARN', 'GET', '/nowhere', 404],
    ['WARN', 'GET', '/bad%zz', 400],
    ['ERROR', 'GET', '/orders/1e3b3c5e-8d0f-4f0c-9d5c-0a4f7d1b2c3d', 500],
  ]);
  expect(lines.map((line) => line.error_type)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    'InjectedFailure',
  ]);
  for (const line of lines) {
    expect(line).toMatchObject({ service: 'mirror-api', message: 'request completed' });
    expect(new Date(line.timestamp).toISOString()).toBe(line.timestamp);
    expect(line.duration_ms).toBe(Number(line.duration_ms.toFixed(3)));
  }
  expect(new Set(lines.map((line) => line.request_id)).size).toBe(lines.length);
});

test('the answer to a failed request names the identifier that its log line carries', async () => {
  const service = await startForTest({ chaos: { errors: 1 } });
  const answer = (await (await fetch(`${service.url}/users/1`)).json()) as { request_id: string };
  await service.stop();
  expect(readLines(service.logFile)[0]?.request_id).toBe(answer.request_id);
});

test('a request that its client gives up is logged with status 499', async () => {
  const service = await startForTest({ chaos: { slow_ms: 60_000 } });
  const given = request(`${service.url}/users/1`);
  given.on('error', () => {});
  given.end();
  await vi.waitFor(() => expect(service.underWay).toBe(1));
  given.destroy();
  await vi.waitFor(() => expect(readLines(service.logFile)).toHaveLength(1));
  expect(readLines(service.logFile)[0]).toMatchObject({ level: 'WARN', path: '/users/1', status: 499 });
});

test('stopping answers the requests under way, logs them, and may be repeated', async () => {
  const service = await startForTest({ chaos: { slow_ms: 60_000 } });
  const waiting = [1, 2, 3].map((id) => fetch(`${service.url}/users/${id}`));
  await vi.waitFor(() => expect(service.underWay).toBe(3));
  await Promise.all([service.stop(), service.stop()]);
  expect((await Promise.all(waiting)).map((response) => response.status)).toEqual([200, 200, 200]);
  expect(readLines(service.logFile)).toHaveLength(3);
});

test('stopping is not held up by a connection that says nothing', async () => {
  const service = await startForTest();
  const silent = connect(service.port, '127.0.0.1');
  silent.on('error', () => {});
  await vi.waitFor(() => expect(silent.readyState).toBe('open'));
  await service.stop();
  await expect(fetch(`${service.url}/health`)).rejects.toThrow('fetch failed');
});

test('a port in use and a log that cannot be opened are refused with one sentence', async () => {
  const { port } = await startForTest();
  const folder = temporaryFolder();
  await expect(startDemoService({ port, logFile: `${folder}/access.json` })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}: the port is in use. Stop the program that has it, or choose another port with --port.`,
  );
  await expect(startDemoService({ port: 0, logFile: folder })).rejects.toThrow(
    `Cannot open the access log ${folder}: EISDIR: illegal operation on a directory, open '${folder}'. ` +
      'Choose a file that can be written with --log-file.',
  );
});
