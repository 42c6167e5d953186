import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { exporterUnderTest } from '../exporter/testing.ts';
import { sumOf } from '../tests/support/metrics.ts';
import { EventClient, type EventClientOptions } from './events.ts';

const EVENTS = { type: 'events', metrics: [{ name: 'orders_total', type: 'counter' }] };
const ORDER = { metric: 'orders_total' };

async function underTest(options: Partial<EventClientOptions> = {}) {
  const under = await exporterUnderTest({ sources: [EVENTS] });
  await under.exporter.ready;
  const problems: string[] = [];
  const client = new EventClient({
    url: under.url,
    intervalMs: 10,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  onTestFinished(() => client.close());
  return { under, client, problems, orders: async () => sumOf(await under.page(), 'orders_total') };
}

/** A server that answers each request with the next of these, and then with the last one. */
async function answering(...answers: readonly (readonly [number, object, Record<string, string>?])[]) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    bodies.push(body);
    const [status, answer, headers = {}] = answers[Math.min(bodies.length, answers.length) - 1] ?? [500, {}];
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

test('events arrive by themselves, in batches', async () => {
  const { client, orders, problems } = await underTest();
  for (let index = 0; index < 2_500; index += 1) client.send(ORDER);
  await vi.waitFor(async () => expect(await orders()).toBe(2_500), 10_000);
  expect(problems).toEqual([]);
});

test('closing sends what waits', async () => {
  const { client, orders } = await underTest({ intervalMs: 60_000 });
  client.send(ORDER);
  client.send({ ...ORDER, value: 2 });
  await client.close();
  expect(await orders()).toBe(3);
  expect(client.dropped).toBe(0);
});

test('an event that the exporter refuses is dropped and told, and all others count', async () => {
  const { client, orders, problems } = await underTest({ intervalMs: 60_000 });
  for (const event of [ORDER, { metric: 'order_total' }, ORDER, { metric: 7 }, ORDER]) client.send(event);
  await client.flush();
  expect(await orders()).toBe(3);
  expect(client.dropped).toBe(2);
  expect(problems).toEqual([
    'An event is dropped: Event 1: No metric "order_total" is declared in monitoring.yml. Did you mean "orders_total"? ' +
      'No event of the request is counted.',
    'An event is dropped: Event 2: "metric" is the name of a metric, not a number. No event of the request is counted.',
  ]);
});

test('an event whose id is null or undefined gets one, so that it counts once', async () => {
  const { url, bodies } = await answering([202, {}]);
  const { client } = await underTest({ url, intervalMs: 60_000 });
  for (const id of [undefined, null, 'own']) client.send({ ...ORDER, id });
  await client.flush();
  const ids = (JSON.parse(bodies[0] ?? '') as { id: unknown }[]).map(({ id }) => id);
  expect(ids).toEqual([expect.any(String), expect.any(String), 'own']);
});

test('what was not taken is sent again with the same ids, when the exporter says', async () => {
  const { url, bodies } = await answering(
    [429, { error: 'Too many.' }, { 'retry-after': '0' }],
    [503, { error: 'Not yet.' }],
    [202, { accepted: 1 }],
  );
  const problems: string[] = [];
  const client = new EventClient({ url, intervalMs: 10, onProblem: (problem) => problems.push(problem) });
  client.send(ORDER);
  await vi.waitFor(() => expect(bodies).toHaveLength(3), 10_000);
  expect(new Set(bodies).size).toBe(1);
  expect(JSON.parse(bodies[0] ?? '')).toEqual([{ ...ORDER, id: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  await client.close();
  expect(problems).toEqual([
    'Events cannot be sent: Too many. 1 wait.',
    'Events cannot be sent: Not yet. 1 wait.',
  ]);
  expect(client.dropped).toBe(0);
});

test('without an exporter nothing is thrown, events wait within the limit, and closing ends', async () => {
  const problems: string[] = [];
  const client = new EventClient({
    url: 'http://127.0.0.1:9',
    intervalMs: 60_000,
    limit: 3,
    onProblem(problem) {
      problems.push(problem);
      throw new Error('trouble of the application');
    },
  });
  for (let index = 0; index < 5; index += 1) client.send(ORDER);
  await client.flush();
  await client.close();
  client.send(ORDER);
  expect(client.dropped).toBe(6);
  expect(problems.at(0)).toBe('An event is dropped: 3 wait already.');
  expect(problems.slice(-2)).toEqual([
    '3 events are dropped: the client was closed.',
    'An event is dropped: the client is closed.',
  ]);
});

test('what is no JSON, or larger than a request may be, is dropped and told', async () => {
  const { client, problems } = await underTest();
  const cyclic: Record<string, unknown> = { ...ORDER };
  cyclic.self = cyclic;
  client.send(cyclic);
  client.send({ ...ORDER, big: 1n });
  client.send({ ...ORDER, long: 'x'.repeat(200_000) });
  expect(problems).toEqual(Array(3).fill('An event is dropped: it is no JSON, or too large.'));
});

test('an event keeps the id that it has', async () => {
  const { client, orders } = await underTest({ intervalMs: 60_000 });
  client.send({ ...ORDER, id: 'order-1' });
  client.send({ ...ORDER, id: 'order-1' });
  await client.flush();
  expect(await orders()).toBe(1);
});

test('the source and the token are sent along', async () => {
  const under = await exporterUnderTest(
    { exporter: { token_file: 'token' }, sources: [EVENTS, { ...EVENTS, name: 'shop', service: 'shop' }] },
    { files: { token: 'correct-horse-battery-staple\n' } },
  );
  await under.exporter.ready;
  const token = 'correct-horse-battery-staple';
  const client = new EventClient({ url: under.url, source: 'shop', token });
  client.send(ORDER);
  await client.close();
  const page = await fetch(`${under.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect(sumOf(await page.text(), 'orders_total', { service: 'shop' })).toBe(1);
});

test('a client does not keep the application alive', async () => {
  const client = new EventClient({ url: 'http://127.0.0.1:9', intervalMs: 60_000 });
  const before = process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
  client.send(ORDER);
  expect(process.getActiveResourcesInfo().filter((type) => type === 'Timeout')).toHaveLength(before);
  await client.close();
});
