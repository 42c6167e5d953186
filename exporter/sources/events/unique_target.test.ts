import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startedEvents } from './testing.ts';

const HOUR_MS = 3_600_000;
const METRICS = [
  { name: 'daily_active_users', type: 'unique', of: 'user_id', window: '1d' },
  { name: 'active_users_by_plan', type: 'unique', of: 'user_id', window: '1h', labels: ['plan'] },
];

const seen = (user: unknown) => ({ metric: 'daily_active_users', user_id: user });
const seenOn = (plan: string, user: unknown) => ({
  metric: 'active_users_by_plan',
  labels: { plan },
  user_id: user,
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass, and the source look at it. */
async function pass(milliseconds: number): Promise<void> {
  vi.setSystemTime(Date.now() + milliseconds);
  await new Promise((resolve) => setTimeout(resolve, 1_300));
}

test('a member counts once, whether its name comes as text or as a number', async () => {
  const events = await startedEvents({ metrics: METRICS });
  expect(await events.value('daily_active_users')).toBe(0);
  const receipt = await events.send([seen('u-1'), seen('u-2'), seen('u-1'), seen(7), seen('7')]);
  expect(receipt.body).toEqual({ accepted: 5, duplicates: 0, dropped: 0 });
  expect(await events.value('daily_active_users', { service: 'demo-api' })).toBe(3);
});

test('members leave when they were not seen for as long as the window, and label sets with the last of them', async () => {
  const events = await startedEvents({ metrics: METRICS });
  await events.send([seen('u-1'), seenOn('pro', 'u-1'), seenOn('pro', 'u-2'), seenOn('free', 'u-3')]);
  await pass(HOUR_MS / 2);
  await events.send(seenOn('pro', 'u-2'));
  await pass(HOUR_MS / 2);
  expect(await events.value('active_users_by_plan', { plan: 'pro' })).toBe(1);
  expect(await events.value('active_users_by_plan', { plan: 'free' })).toBeNull();
  expect(await events.value('daily_active_users')).toBe(1);
  await pass(24 * HOUR_MS);
  expect(await events.value('daily_active_users')).toBe(0);
});

test('members survive a restart, and leave while the exporter is down', async () => {
  const events = await startedEvents({ metrics: METRICS });
  await events.send([seen('u-1'), seenOn('pro', 'u-1')]);
  await events.stop();
  vi.setSystemTime(Date.now() + 2 * HOUR_MS);
  await events.start({ metrics: METRICS });
  expect(await events.value('active_users_by_plan')).toBeNull();
  await events.send([seen('u-1'), seen('u-2')]);
  expect(await events.value('daily_active_users')).toBe(2);
});

test('label sets beyond the hundredth, or label_sets_limit, are counted under <other>', async () => {
  const events = await startedEvents({ metrics: METRICS });
  await events.send(Array.from({ length: 103 }, (_, index) => seenOn(`plan-${index}`, `u-${index}`)));
  expect(await events.value('active_users_by_plan', { plan: 'plan-99' })).toBe(1);
  expect(await events.value('active_users_by_plan', { plan: '<other>' })).toBe(3);
  expect(await events.value('goldwatch_events_folded_total', { metric: 'active_users_by_plan' })).toBe(3);
});

test('what finds no room in the series limit is dropped, and counted when there is room', async () => {
  const events = await startedEvents({ metrics: METRICS }, { seriesLimit: 1 });
  expect((await events.send(seenOn('pro', 'u-1'))).body).toMatchObject({ accepted: 0, dropped: 1 });
  expect(await events.value('active_users_by_plan')).toBeNull();
});

test.each<[string, object, string, string]>([
  [
    'no member',
    { metric: 'daily_active_users' },
    'user_id',
    '"user_id" is missing, of which daily_active_users counts the different ones.',
  ],
  [
    'a member that is no name',
    seen(true),
    'user_id',
    '"user_id" is a text or a whole number, not true or false.',
  ],
  [
    'a member without a name',
    seen(''),
    'user_id',
    '"user_id" is a text or a whole number, not an empty text.',
  ],
  [
    'a member with a very long name',
    seen('x'.repeat(201)),
    'user_id',
    '"user_id" has at most 200 characters, not 201.',
  ],
  [
    'a value',
    { ...seen('u-1'), value: 2 },
    'value',
    'daily_active_users counts each user_id once, whatever its value; leave it out.',
  ],
  [
    'a misspelt key',
    { metric: 'daily_active_users', userid: 'u-1' },
    'userid',
    'An event has no "userid". Did you mean "user_id"? It may have metric, labels, value, id, user_id.',
  ],
  [
    'a misspelt metric',
    { metric: 'daily_active_user', user_id: 'u-1' },
    'metric',
    'No metric "daily_active_user" is declared in monitoring.yml. Did you mean "daily_active_users"?',
  ],
])('an event with %s is refused', async (_name, event, field, problem) => {
  const events = await startedEvents({ metrics: METRICS });
  expect(await events.send(event)).toEqual({
    status: 422,
    body: { error: `Event 0: ${problem} No event of the request is counted.`, index: 0, field },
  });
});
