import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEPLOYMENTS_PATH, EVENTS_PATH } from '../exporter/sources/receiver.ts';
import { HostileBodies } from './support/hostile_bodies.ts';
import { sumOf } from './support/metrics.ts';
import { countedOn, heapInUse, sourceUnderAttack } from './support/source_under_attack.ts';

const SEED = 5;
/** The heap is looked at when everything is compiled, and all that has a bound is full. */
const WARM_UP = 0.4;
const MEBIBYTE = 1_048_576;
const LONGEST_ANSWER = 2_000;

const EVENTS = {
  type: 'events',
  label_sets_limit: 50,
  ids_limit: 1_000,
  metrics: [
    { name: 'user_registrations_total', type: 'counter', labels: ['plan'] },
    { name: 'orders_total', type: 'counter' },
    { name: 'cart_value_dollars', type: 'histogram', buckets: [10, 50, 100] },
    { name: 'queue_length', type: 'gauge', labels: ['queue', 'length'] },
    { name: 'daily_active_users', type: 'unique', of: 'user_id', window: '1d' },
  ],
};
const EVENT = { metric: 'user_registrations_total', labels: { plan: 'pro' }, value: 2, id: 'r-1' };
const ORDERS = [
  { metric: 'cart_value_dollars', value: 99.5 },
  { metric: 'orders_total', id: 'o-1' },
];
const GAUGE = { metric: 'queue_length', labels: { queue: 'mail', length: 'x' }, value: -3.5 };
const EVENT_BODIES = [
  JSON.stringify(EVENT),
  JSON.stringify([EVENT, ...ORDERS, GAUGE]),
  [GAUGE, { metric: 'daily_active_users', user_id: 'u-1' }, ...ORDERS]
    .map((one) => JSON.stringify(one))
    .join('\n'),
];
const DEPLOYMENTS = [
  JSON.stringify({ version: '1.4.2', commit: 'abcdef', environment: 'production', id: 'run-17' }),
  JSON.stringify([{ version: '1' }, { version: '2', id: 'b' }]),
];

async function responsesOfModels(): Promise<string[]> {
  const directory = join(import.meta.dirname, '../exporter/sources/llm/testdata');
  const files = (await readdir(directory)).filter((file) => file.endsWith('.json'));
  return await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
}

const CASES = [
  { at: EVENTS_PATH, bodies: 50_000, source: EVENTS, valid: async () => EVENT_BODIES },
  { at: EVENTS_PATH, bodies: 5_000, source: { type: 'llm' }, valid: responsesOfModels },
  { at: DEPLOYMENTS_PATH, bodies: 5_000, source: { type: 'deployments' }, valid: async () => DEPLOYMENTS },
] as const;

test.each(CASES)(
  '$bodies hostile bodies for $source.type are each counted or refused with a reason, and nothing stays',
  { timeout: 300_000 },
  async ({ at, bodies, source, valid }) => {
    const attacked = await sourceUnderAttack(source, at);
    const hostile = new HostileBodies(await valid(), SEED);
    const answers = new Map<number, number>();
    let accepted = 0;
    let duplicates = 0;
    let heap = 0;
    for (let index = 0; index < bodies; index += 1) {
      if (index === Math.floor(bodies * WARM_UP)) heap = await heapInUse();
      const sent = hostile.next();
      const { status, text, body } = await attacked.send(sent, index);
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (status === 202) {
        accepted += Number(body.accepted);
        duplicates += Number(body.duplicates);
        continue;
      }
      const isNamed = status !== 422 || (typeof body.index === 'number' && typeof body.field === 'string');
      const isReason = /^\S.{20,}\.$/su.test(String(body.error)) && text.length <= LONGEST_ANSWER;
      if (isNamed && isReason && [400, 413, 415, 422].includes(status)) continue;
      expect.fail(`Body ${index}: ${sent.bytes.toString('latin1', 0, 300)}\n${status} ${text.slice(0, 500)}`);
    }

    expect([...answers.keys()].sort()).toEqual([202, 400, 413, 415, 422]);
    expect(answers.get(202)).toBeGreaterThan(bodies / 20);
    const page = await attacked.page();
    expect(sumOf(page, 'goldwatch_events_total')).toBe(accepted);
    expect(sumOf(page, 'goldwatch_events_duplicates_total')).toBe(duplicates);
    expect((await heapInUse()) - heap, 'growth of the heap').toBeLessThan(16 * MEBIBYTE);
    expect(attacked.errors()).toEqual([]);
    const again = await attacked.afterCrash();
    expect(countedOn(await again.page()), 'what is counted again').toEqual(countedOn(page));
  },
);
