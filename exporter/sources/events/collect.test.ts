import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventsUnderTest, METRICS, startedEvents } from './testing.ts';

const registered = (plan: string, more: object = {}) => ({
  metric: 'user_registrations_total',
  labels: { plan },
  ...more,
});
const accepted = (count: number, duplicates = 0, dropped = 0) => ({
  status: 202,
  body: { accepted: count, duplicates, dropped },
});

test('events become what the metrics are declared as, under the service of the source', async () => {
  const events = await startedEvents();
  const receipt = await events.send([
    registered('pro'),
    registered('free', { value: 2 }),
    { metric: 'cart_value_dollars', value: 20 },
    { metric: 'queue_length', labels: { queue: 'mail' }, value: 7 },
    { metric: 'queue_length', labels: { queue: 'mail' }, value: 3 },
  ]);
  expect(receipt).toEqual(accepted(5));
  expect(await events.value('user_registrations_total', { service: 'demo-api', plan: 'pro' })).toBe(1);
  expect(await events.value('user_registrations_total', { plan: 'free' })).toBe(2);
  expect(await events.value('cart_value_dollars_bucket', { le: '10' })).toBe(0);
  expect(await events.value('cart_value_dollars_bucket', { le: '50' })).toBe(1);
  expect(await events.value('cart_value_dollars_sum')).toBe(20);
  expect(await events.value('queue_length', { queue: 'mail' })).toBe(3);
  expect(await events.value('goldwatch_events_total')).toBe(5);
});

test('counters and histograms without labels begin at zero; nobody knows what a gauge is before it is set', async () => {
  const events = await startedEvents({
    metrics: [...METRICS, { name: 'open_orders', type: 'gauge' }],
  });
  expect(await events.value('orders_total')).toBe(0);
  expect(await events.value('cart_value_dollars_count')).toBe(0);
  expect(await events.value('open_orders')).toBeNull();
  expect(await events.value('user_registrations_total')).toBeNull();
});

test('a request with one wrong event counts nothing, and says which one is wrong', async () => {
  const events = await startedEvents();
  const receipt = await events.send([registered('pro', { id: 'a' }), registered('pro', { value: -1 })]);
  expect(receipt).toEqual({
    status: 422,
    body: {
      error: 'Event 1: A counter takes values from 0 on, not -1. No event of the request is counted.',
      index: 1,
      field: 'value',
    },
  });
  expect(await events.value('user_registrations_total')).toBeNull();
  expect(await events.value('goldwatch_event_batches_refused_total', { reason: 'mistake' })).toBe(1);
  expect(await events.send(registered('pro', { id: 'a' })), 'its ids are not known').toEqual(accepted(1));
});

test('a body that holds no events is refused, and counted by reason', async () => {
  const events = await startedEvents();
  expect(await events.send('{')).toMatchObject({ status: 400 });
  expect(await events.send('1\n'.repeat(10_001))).toMatchObject({ status: 413 });
  expect(await events.value('goldwatch_event_batches_refused_total', { reason: 'not_events' })).toBe(1);
  expect(await events.value('goldwatch_event_batches_refused_total', { reason: 'too_many' })).toBe(1);
});

test('an event with a known id is not counted again, in the same request, a later one, or after a restart', async () => {
  const events = await startedEvents();
  const event = registered('pro', { id: 'registration-1' });
  expect(await events.send([event, event])).toEqual(accepted(1, 1));
  expect(await events.send(event)).toEqual(accepted(0, 1));
  await events.stop();
  await events.start();
  expect(await events.send(event)).toEqual(accepted(0, 1));
  expect(await events.value('user_registrations_total')).toBe(1);
  expect(await events.value('goldwatch_events_duplicates_total')).toBe(3);
});

test('of ids, the newest are known, as many as ids_limit says', async () => {
  const events = await startedEvents({ ids_limit: 1_000 });
  const orders = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({ metric: 'orders_total', id: String(from + index) }));
  await events.send(orders(0, 1_300));
  expect(await events.send(orders(300, 301))).toEqual(accepted(0, 1));
  expect(await events.send(orders(0, 1)), 'which was forgotten').toEqual(accepted(1));
});

test('what was accepted survives a crash, numbers and ids alike, whether it was saved or not', async () => {
  const events = await startedEvents();
  await events.send([
    registered('pro', { id: 'a' }),
    { metric: 'cart_value_dollars', value: 20 },
    { metric: 'queue_length', labels: { queue: 'mail' }, value: 7 },
  ]);
  await events.save();
  await events.send(registered('pro', { id: 'b' }));
  await events.send(
    '{"metric":"queue_length","labels":{"queue":"mail"},"value":3}\n',
    'application/x-ndjson',
  );
  await events.send('{');
  events.crash();
  await events.start();
  expect(await events.value('user_registrations_total')).toBe(2);
  expect(await events.value('cart_value_dollars_sum')).toBe(20);
  expect(await events.value('queue_length')).toBe(3);
  expect(await events.value('goldwatch_event_batches_refused_total', { reason: 'not_events' })).toBe(1);
  expect(await events.send([registered('pro', { id: 'a' }), registered('pro', { id: 'b' })])).toEqual(
    accepted(0, 2),
  );
});

test('after a crash, what is no longer declared is left out and said to be, and what another service counted', async () => {
  const events = await startedEvents();
  await events.send([registered('pro', { id: 'a' }), { metric: 'orders_total', id: 'b' }]);
  events.crash();
  await events.start({ metrics: [{ name: 'orders_total', type: 'counter' }] });
  expect(await events.value('orders_total')).toBe(1);
  expect(events.warnings()).toContain(
    'Events from before a crash are left out, since what they count is no longer declared as it was.',
  );
  await events.send({ metric: 'orders_total', id: 'c' });
  events.crash();
  await events.start({}, { service: 'another' });
  expect(await events.value('orders_total')).toBe(0);
  const again = ['b', 'c'].map((id) => ({ metric: 'orders_total', id }));
  expect(await events.send(again), 'their ids are known').toEqual(accepted(0, 2));
});

test('more ids than one line of the state holds survive in their order', async () => {
  const events = await startedEvents();
  const batch = Array.from({ length: 5_001 }, (_, index) => ({ metric: 'orders_total', id: String(index) }));
  await events.send(batch);
  await events.stop();
  await events.start();
  expect(await events.send(batch)).toEqual(accepted(0, 5_001));
});

test('label sets beyond the limit are counted under <other>, so that totals stay right', async () => {
  const events = await startedEvents({ label_sets_limit: 2 });
  expect(await events.send(['a', 'b', 'c', 'd', 'a'].map((plan) => registered(plan)))).toEqual(accepted(5));
  expect(await events.value('user_registrations_total', { plan: 'a' })).toBe(2);
  expect(await events.value('user_registrations_total', { plan: '<other>' })).toBe(2);
  expect(await events.value('user_registrations_total')).toBe(5);
  expect(await events.value('goldwatch_events_folded_total', { metric: 'user_registrations_total' })).toBe(2);
  await events.stop();
  await events.start({ label_sets_limit: 2 });
  await events.send([registered('b'), registered('e')]);
  expect(await events.value('user_registrations_total', { plan: 'b' })).toBe(2);
  expect(await events.value('user_registrations_total', { plan: 'e' })).toBeNull();
});

test('of a gauge, label sets beyond the limit are dropped and said to be', async () => {
  const events = await startedEvents({ label_sets_limit: 1 });
  const length = (queue: string, id: string) => ({ metric: 'queue_length', labels: { queue }, value: 1, id });
  expect(await events.send([length('a', '1'), length('b', '2')])).toEqual(accepted(1, 0, 1));
  expect(await events.value('queue_length', { queue: 'b' })).toBeNull();
  expect(await events.value('goldwatch_events_dropped_total', { metric: 'queue_length' })).toBe(1);
  expect(events.reports).toEqual([
    'problem dropped: Events were lost, because there was no room for their label sets: goldwatch_events_dropped_total says of ' +
      'which metric. Give labels fewer values, or raise label_sets_limit or exporter.series_limit.',
  ]);
  expect(await events.send(length('b', '2')), 'what was dropped may be sent again').toEqual(
    accepted(0, 0, 1),
  );
});

test('what finds no room in the series limit of the exporter is said to be dropped', async () => {
  const events = await startedEvents({}, { seriesLimit: 13 });
  const receipt = await events.send(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((plan) => registered(plan)));
  const { accepted: taken, dropped } = receipt.body as { accepted: number; dropped: number };
  expect(taken + dropped).toBe(7);
  expect(dropped).toBeGreaterThan(0);
  expect(await events.value('user_registrations_total')).toBe(taken === 0 ? null : taken);
});

test('a label value is the same whichever way a lone surrogate is sent', async () => {
  const events = await startedEvents();
  await events.send('[{"metric":"user_registrations_total","labels":{"plan":"\\ud800"}}]');
  await events.send([registered('\ufffd')]);
  expect(await events.value('user_registrations_total', { plan: '\ufffd' })).toBe(2);
});

test('under another service counters start at zero, and ids stay known', async () => {
  const events = await startedEvents();
  await events.send(registered('pro', { id: 'a' }));
  await events.stop();
  await events.start({}, { service: 'another' });
  expect(await events.value('user_registrations_total')).toBeNull();
  expect(await events.send(registered('pro', { id: 'a' }))).toEqual(accepted(0, 1));
  expect(events.warnings()).toEqual([
    'The source counts for another service now; its counters start at zero.',
  ]);
});

test('a metric that is declared otherwise starts at zero, the others go on', async () => {
  const events = await startedEvents();
  await events.send([registered('pro'), { metric: 'orders_total' }]);
  await events.stop();
  await events.start({
    metrics: [
      { name: 'user_registrations_total', type: 'counter', labels: ['plan', 'country'] },
      { name: 'orders_total', type: 'counter' },
    ],
  });
  expect(await events.value('user_registrations_total')).toBeNull();
  expect(await events.value('orders_total')).toBe(1);
  expect(events.warnings()).toEqual([
    'Saved metrics are no longer declared as they were, and start at zero.',
  ]);
});

test('it does not start on a damaged state, and says what to do', async () => {
  const events = await eventsUnderTest();
  await mkdir(dirname(events.checkpoint), { recursive: true });
  const head = '{"version":1,"service":"demo-api","metrics":{},"ids":2,"uniques":0}\n';
  for (const damaged of ['', '{', '{"version":2}', head, `${head}["a"]\n`, `${head}["a",1]\n`]) {
    await writeFile(events.checkpoint, damaged);
    await expect(events.start(), damaged).rejects.toThrow(
      new Error(
        `The state file ${events.checkpoint} is damaged or of another version. Move its folder away to start counting at zero; ` +
          'Prometheus takes that for a restart of the counters, and what is sent again is counted again.',
      ),
    );
  }
});

test('whatever is sent, it is answered with counts or a reason, and totals are those of what was accepted', async () => {
  const events = await startedEvents();
  const eventLike = fc.record(
    {
      metric: fc.oneof(
        fc.constantFrom('orders_total', 'user_registrations_total', 'queue_length'),
        fc.string(),
      ),
      labels: fc.oneof(fc.constant({ plan: 'pro' }), fc.dictionary(fc.string(), fc.string()), fc.jsonValue()),
      value: fc.oneof(fc.nat(9), fc.double(), fc.jsonValue()),
      id: fc.oneof(fc.string({ maxLength: 3 }), fc.jsonValue()),
    },
    { requiredKeys: ['metric'] },
  );
  const body = fc.oneof(
    fc.json(),
    fc.string(),
    fc.array(eventLike).map((list) => JSON.stringify(list)),
  );
  let total = 0;
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const { status, body: answered } = await events.send(text);
      if (status === 202) total += Number(answered.accepted);
      else expect(answered.error).toMatch(/\.$/);
      expect([202, 400, 413, 422]).toContain(status);
    }),
    { numRuns: 2_000 },
  );
  expect(await events.value('goldwatch_events_total')).toBe(total);
});
