import { expect, test, vi } from 'vitest';
import { createFailureSwitch } from './failure_switch.ts';
import { post, startForTest } from './testing.ts';

test('with errors at 1 every API request fails, while /health and /chaos still answer', async () => {
  const { url } = await startForTest();
  await post(`${url}/chaos`, { errors: 1 });
  const failed = await fetch(`${url}/users/12`);
  expect(failed.status).toBe(500);
  expect(await failed.json()).toMatchObject({
    error: 'InjectedFailure',
    message: 'GET /users/:id: failed on purpose; POST /chaos switches this off.',
  });
  expect((await post(`${url}/chat`, { nonsense: true })).status).toBe(500);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(await (await fetch(`${url}/chaos`)).json()).toEqual({ errors: 1, slow_ms: 0 });

  await post(`${url}/chaos`, { errors: 0 });
  expect((await fetch(`${url}/users/12`)).status).toBe(200);
});

test('errors is the share of requests that fail', async () => {
  const draws = [0.1, 0.3, 0.29, 0.9];
  let drawn = 0;
  const service = await startForTest({
    chaos: { errors: 0.3 },
    // One draw decides about the failure; the others belong to the latency.
    random: () => draws[drawn] ?? 0.5,
  });
  const statuses: number[] = [];
  for (drawn = 0; drawn < draws.length; drawn += 1) {
    statuses.push((await fetch(`${service.url}/users/1`)).status);
  }
  expect(statuses).toEqual([500, 200, 500, 200]);
});

test('slow_ms holds up API requests, while /health still answers', async () => {
  const service = await startForTest({ chaos: { slow_ms: 60_000 } });
  const held = fetch(`${service.url}/users/1`);
  await vi.waitFor(() => expect(service.underWay).toBe(1));
  expect((await fetch(`${service.url}/health`)).status).toBe(200);
  expect(service.underWay).toBe(1);
  await service.stop();
  expect((await held).status).toBe(200);
});

test.each([
  [
    { errors: 1.5 },
    'POST /chaos: errors must be a number from 0 to 1, got 1.5. Send JSON such as {"errors": 0.5, "slow_ms": 0}.',
  ],
  [
    { errors: 'all', slow_ms: -1, eror: 1 },
    'POST /chaos: errors must be a number from 0 to 1, got "all"; ' +
      'slow_ms must be a number of milliseconds from 0 to 60000, got -1; ' +
      'unknown key "eror" (known: errors, slow_ms). Send JSON such as {"errors": 0.5, "slow_ms": 0}.',
  ],
  [
    [1],
    'POST /chaos: the body must be a JSON object, got [1]. Send JSON such as {"errors": 0.5, "slow_ms": 0}.',
  ],
])('the body %j is refused and changes nothing', async (body, message) => {
  const { url, chaos } = await startForTest({ chaos: { errors: 0.25 } });
  const refused = await post(`${url}/chaos`, body);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: 'InvalidChaos', message });
  expect(chaos.get()).toEqual({ errors: 0.25, slow_ms: 0 });
});

test('a change keeps what it does not name, and what is read cannot be written', () => {
  const chaos = createFailureSwitch({ errors: 0.5, slow_ms: 10 });
  chaos.get().errors = 1;
  expect(chaos.set({ slow_ms: 20 }, 'test')).toEqual({ errors: 0.5, slow_ms: 20 });
});

test('a first position out of range is refused', () => {
  expect(() => createFailureSwitch({ errors: 2, slow_ms: 0 })).toThrow(
    'start: errors must be a number from 0 to 1, got 2.',
  );
});
