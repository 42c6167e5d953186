import { expect, test } from 'vitest';
import { createTrafficMix } from './traffic_mix.ts';

const ORDER = '1e3b3c5e-8d0f-4f0c-9d5c-0a4f7d1b2c3d';

/** Dice that always fall the same way (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test('the mix reaches every route, in its proportions, with changing identifiers', () => {
  const mix = createTrafficMix(seededRandom(1));
  mix.orderCreated(ORDER);
  const targets = Array.from({ length: 2000 }, () => mix.next()).map(
    (plan) => `${plan.method} ${plan.target}`,
  );
  const share = (pattern: RegExp) => targets.filter((target) => pattern.test(target)).length / targets.length;
  expect(share(/^GET \/users\/\d+$/)).toBeCloseTo(0.4, 1);
  expect(share(new RegExp(`^GET /orders/${ORDER}$`))).toBeCloseTo(0.2, 1);
  expect(share(/^POST \/orders$/)).toBeCloseTo(0.12, 1);
  expect(share(/^GET \/search\?q=\S+$/)).toBeCloseTo(0.14, 1);
  expect(share(/^POST \/chat$/)).toBeCloseTo(0.12, 1);
  expect(new Set(targets.filter((target) => target.startsWith('GET /users/'))).size).toBeGreaterThan(300);
});

test('a few requests ask for users that do not exist or are not valid', () => {
  const mix = createTrafficMix(seededRandom(2));
  const plans = Array.from({ length: 2000 }, () => mix.next());
  const unknownUsers = plans.filter((plan) => Number(plan.target.slice('/users/'.length)) > 1000);
  const invalidOrders = plans.filter((plan) => JSON.stringify(plan.body)?.includes('"quantity":0'));
  for (const refused of [unknownUsers, invalidOrders]) {
    expect(refused.length / plans.length).toBeGreaterThan(0.001);
    expect(refused.length / plans.length).toBeLessThan(0.03);
  }
});

test('no order is asked for before one was created', () => {
  const mix = createTrafficMix(() => 0.5);
  expect(mix.next()).toMatchObject({ method: 'POST', target: '/orders' });
  mix.orderCreated(ORDER);
  expect(mix.next()).toEqual({ method: 'GET', target: `/orders/${ORDER}` });
});
